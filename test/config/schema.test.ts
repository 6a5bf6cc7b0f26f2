import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadSluiceConfig } from '../../src/config/load.ts';
import {
  renderConfigurationReference,
  renderConfigurationSchema,
  renderTargetsReference,
  sluiceConfigJsonSchema,
} from '../../src/config/schema.ts';

function published(file: string): string {
  return readFileSync(new URL(`../../docs/reference/${file}`, import.meta.url), 'utf8');
}

test('the published pages are those of the schema', () => {
  expect(published('configuration.md')).toBe(renderConfigurationReference());
  expect(published('sluice.schema.json')).toBe(renderConfigurationSchema());
});

test.each([renderConfigurationReference, renderTargetsReference])('every key is told: %o', (render) => {
  const rows = render().match(/^\| `.*$/gm)!;
  expect(rows.filter((row) => row.endsWith('|  |'))).toEqual([]);
});

describe('an editor with the JSON Schema says what Sluice says', () => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  const validate = ajv.compile(sluiceConfigJsonSchema());
  test.each([
    ['apis: [{ name: a, gateway: { upstream: "http://a", auth: { key: {} }, rateLimit: 5/minute } }]', true],
    ['environments: { s: { targets: [t], analysis: { bake: 2m, checks: [{ http: / }] } } }', true],
    ['apis: [{ name: a, spek: x }]', false],
    ['apis: [{ name: a, gateway: { auth: { basic: {} } } }]', false],
    ['environments: { Prod: { targets: [t] } }', false],
    ['apis: [{ name: a, gateway: { rateLimit: often } }]', false],
  ])('%s', (text, valid) => {
    expect(validate(parse(text))).toBe(valid);
    expect(loadSluiceConfig(text, 'f').ok).toBe(valid);
  });
});
