import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exceptions } from '../../scripts/corpus/exceptions.ts';
import { compare } from '../../src/compare/compare.ts';
import { conventions } from '../../src/compare/proof/convention.ts';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

interface Example {
  readonly in: 'request' | 'response' | 'query' | 'form' | 'xml';
  readonly before: Json;
  readonly after: Json;
  readonly named?: { readonly before: JsonObject; readonly after: JsonObject };
  readonly error?: string;
  readonly warning?: string;
  readonly info?: string;
  readonly fine?: true;
}

const page = readFileSync(new URL('../../docs/conventions.md', import.meta.url), 'utf8');
const sections = page.split(/^### /m).slice(1);
const examples = sections.flatMap((section) => {
  const [title = ''] = section.split('\n');
  return [...section.matchAll(/```yaml\n([^]*?)```/g)].map((match) => ({
    title,
    ...(parse(match[1] ?? '') as Example),
  }));
});

const types: Readonly<Record<string, string>> = {
  form: 'application/x-www-form-urlencoded',
  xml: 'application/xml',
};

function operation(place: Example['in'], schema: Json): JsonObject {
  const content = { [types[place] ?? 'application/json']: { schema } };
  const ok = { description: 'ok' };
  if (place === 'query') return { parameters: [{ name: 'q', in: 'query', schema }], responses: { '200': ok } };
  return place === 'response'
    ? { responses: { '200': { ...ok, content } } }
    : { requestBody: { content }, responses: { '200': ok } };
}

describe('conventions', () => {
  test.each(examples)('$title', ({ title, in: place, before, after, named, error, warning, info }) => {
    const side = (schema: Json, schemas: JsonObject = {}) =>
      describeObject({ paths: { '/a': { post: operation(place, schema) } }, components: { schemas } });
    const changes = compare(side(before, named?.before), side(after, named?.after), { today: '2026-11-20' });
    const errors = changes.filter(({ level }) => level === 'error');
    expect(errors.map(({ id }) => id)).toEqual(error === undefined ? [] : [error]);
    if (info !== undefined) expect(changes).toMatchObject([{ id: info, level: 'info' }]);
    const lowered = changes.filter(({ id, level }) => level === 'warning' && id === warning);
    expect(lowered).toHaveLength(warning === undefined ? 0 : 1);
    const told = [...errors, ...lowered];
    const stands = conventions.filter((name) => (error ?? warning) !== undefined && name === title);
    expect(told.flatMap(({ convention }) => convention ?? [])).toEqual(stands);
  });

  test('each example says what is told of it', () => {
    const unsaid = examples.filter(
      ({ error, warning, info, fine }) =>
        [error, warning, info, fine].filter((each) => each !== undefined).length !== 1,
    );
    expect(unsaid).toEqual([]);
  });

  test('each by which the form alone gives a level is one of them, with an example', () => {
    const shown = examples.filter(({ error, warning }) => (error ?? warning) !== undefined).map(({ title }) => title);
    expect(conventions.filter((name) => !shown.includes(name))).toEqual([]);
  });

  test('each rule that excepts rows of the corpus is one of them', () => {
    const titles = sections.map((section) => section.split('\n')[0]);
    expect(exceptions.map(({ name }) => name).filter((name) => !titles.includes(name))).toEqual([]);
  });
});
