import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/policy/evaluate.ts';
import { parsePack, type Pack } from '../../src/policy/pack.ts';
import { shippedPacks } from '../../src/config/shipped-packs.ts';
import { describe as read } from './description.ts';

function shipped(name: string, file: string): Pack {
  const parsed = parsePack(name, readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), file);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.pack;
}

const rules = shippedPacks.flatMap(({ name, file }) => {
  const pack = shipped(name, file);
  return pack.rules.map((rule) => ({ name: `${name}/${rule.id}`, pack, rule }));
});

describe('every shipped rule', () => {
  test.each(rules)('$name has examples that keep and that break it', ({ name, pack, rule }) => {
    const examples = rule.examples;
    expect(examples).toBeDefined();
    const broken = (text: string) =>
      evaluate([pack], { head: read(text) }).filter((violation) => violation.rule === name);
    expect(broken(examples!.good)).toEqual([]);
    const [violation] = broken(examples!.bad);
    expect(violation).toMatchObject({ rule: name, level: rule.level, why: rule.why, isNew: true });
    expect(violation!.range?.start.line).toBeGreaterThan(0);
    expect(violation!.message).not.toMatch(/[{}]\$/);
  });
});

describe('a server without TLS', () => {
  const security = rules.find(({ rule }) => rule.id === 'server-uses-tls')!.pack;
  const lines = (text: string) =>
    evaluate([security], { head: read(text) })
      .filter(({ rule }) => rule === 'sluice:security/server-uses-tls')
      .map(({ range }) => range?.start.line);
  const served = (servers: string) =>
    `openapi: 3.1.0\ninfo: { title: a, version: "1" }\nservers: [${servers}]\npaths: {}\n`;

  test('is one where its variables say so by default, in any letters', () => {
    expect(lines(served('{ url: "{how}://a.example", variables: { how: { default: http } } }'))).toEqual([3]);
    expect(lines(served('{ url: "HTTP://a.example" }'))).toEqual([3]);
  });

  test('is none on the same machine, also by default', () => {
    expect(lines(served('{ url: "http://{at}", variables: { at: { default: "localhost:8080" } } }'))).toEqual([]);
  });

  test('is found in the schemes of one operation of 2.0', () => {
    const text =
      'swagger: "2.0"\ninfo: { title: a, version: "1" }\nhost: a.example\nschemes: [https]\npaths:\n  /a:\n    get: { schemes: [http], responses: {} }\n';
    expect(lines(text)).toEqual([7]);
  });
});

test('every pack that is there is shipped', () => {
  const files = readdirSync(new URL('../../policies', import.meta.url)).map((name) => `policies/${name}`);
  expect(files.sort()).toEqual(shippedPacks.map(({ file }) => file).sort());
});
