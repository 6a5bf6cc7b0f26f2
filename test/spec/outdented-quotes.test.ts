import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/spec/json.ts';
import { described } from './files.ts';

const minimal = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths: {}\n';

describe('quoted text that goes on below its key', () => {
  const texts: [string, string, Json][] = [
    ['at its column', 'a:\n  b: "one\n  two"\n  c: 1\n', { a: { b: 'one two', c: 1 } }],
    ['further left', "a:\n  b: 'it''s\n\n two\n' # three\nc: 1\n", { a: { b: "it's\ntwo " }, c: 1 }],
    ['in a list', 'a:\n  - - "one\n  two"\n  - b: "\\\n  three\\"\n"\n', { a: [['one two'], { b: 'three" ' }] }],
    ['behind a quoted key', '"a b": "one\ntwo"\n', { 'a b': 'one two' }],
    ['beside a bracket', 'a: "one\ntwo"\nb: [\n  1\n]\n', { a: 'one two', b: [1] }],
    [
      'beside other text',
      'a: "one\ntwo"\nb: |\n  c: "one\n  two"\nd: "one\n  two" # three\n',
      { a: 'one two', b: 'c: "one\ntwo"\n', d: 'one two' },
    ],
    [
      'behind text that looks like it',
      'a: |\n  b: "one\nc: two"\nd: "one\ntwo"\n',
      { a: 'b: "one\n', c: 'two"', d: 'one two' },
    ],
  ];
  it.each(texts)('%s', (_, text, value) => {
    const both = { ...described({ 'api.yaml': minimal }).root, ...(value as JsonObject) };
    expect(described({ 'api.yaml': minimal + text }).root).toEqual(both);
    expect(described({ 'api.yaml': (minimal + text).replaceAll('\n', '\r\n') }).root).toEqual(both);
  });

  it('keeps every place', () => {
    const description = described({ 'api.yaml': `${minimal}x-a:\n  b: "one\n  two"\n  c: 1\n` });
    const object = description.root['x-a'] as JsonObject;
    expect(description.range(object, 'b')?.end).toEqual({ line: 6, column: 7 });
    expect(description.range(object, 'c')?.start).toEqual({ line: 7, column: 3 });
  });
});
