import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/spec/discover.ts';

function versionOf(text: string | Uint8Array, path = 'a.yaml'): string | undefined {
  return kindOf(typeof text === 'string' ? new TextEncoder().encode(text) : text, path)?.version;
}

describe('a description is found by its content', () => {
  it.each([
    ['a.yaml', 'openapi: 3.0.3\npaths: {}\n', '3.0.3'],
    ['a.yml', '# comment\n---\ninfo:\n  title: x\n"openapi" : "3.1.0" # why\n', '3.1.0'],
    ['a.YAML', "swagger: '2.0'\r\ninfo: {}\r\n", '2.0'],
    ['a.json', '{"info":{"openapi":"1"},"paths":{"a":[{}]},"openapi":"3.2.0"}', '3.2.0'],
    ['a.json', '\uFEFF{\n "swagger" :\n "2.0"}', '2.0'],
    ['a.yaml', '{openapi: 3.1.0, info: {}}', '3.1.0'],
    ['a.yaml', "{'openapi': '3.1.0'}", '3.1.0'],
    ['a.yaml', '# generated {\r\n--- # "\n\n{"openapi": "3.1.0"}', '3.1.0'],
    ['a.yaml', '%YAML 1.2\n--- {openapi: 3.1.0}\n', '3.1.0'],
    ['a.yaml', 'openapi: 3.0.3\npaths: [\n', '3.0.3'],
  ])('%s %s', (path, text, version) => {
    expect(versionOf(text, path)).toBe(version);
  });

  it('in UTF-16 too', () => {
    expect(versionOf(Buffer.from('\uFEFFopenapi: 3.0.3\n', 'utf16le'))).toBe('3.0.3');
  });
});

describe('anything else is none', () => {
  it.each([
    ['a.md', 'openapi: 3.0.3\n'],
    ['a.yaml', ''],
    ['a.yaml', 'name: openapi\n'],
    ['a.yaml', 'x:\n  openapi: 3.0.3\n'],
    ['a.yaml', 'openapi:\n  info: {}\n'],
    ['a.yaml', 'openapi: latest\n'],
    ['a.yaml', '# {openapi: 3.0.3}\nname: x\n'],
    ['a.yaml', `${'# '.repeat(100_000)}openapi`],
    ['a.yaml', `${'\n'.repeat(100_000)}openapi`],
    ['package.json', '{"name":"openapi","dependencies":{"openapi":"3.0.0"}}'],
    ['a.json', '["openapi", "3.0.0"]'],
    ['a.json', '{"a":"\\"openapi\\":\\"3.0.0\\""}'],
    ['a.json', `${'{"a":'.repeat(100_000)}"openapi"`],
    ['a.yaml', `openapi${' '.repeat(100_000)}x`],
    ['a.yaml', 'version https://git-lfs.github.com/spec/v1\nopenapi: 3.0.0\n'],
  ])('%s %.40s', (path, text) => {
    expect(versionOf(text, path)).toBeUndefined();
  });
});
