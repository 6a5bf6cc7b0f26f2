import { describe, expect, it } from 'vitest';
import { editedText } from '../../src/release/edited-text.ts';
import type { Place } from '../../src/release/places.ts';
import type { Json } from '../../src/spec/json.ts';

const block = `# Whose it is
apis:
  - name: orders # the first
    gateway:
      upstream: "http://a" # until May
      timeout: 30s
  - { name: users, gateway: { path: /users, upstream: http://a } }
`;
const lines = '{\n  "a": {\n    "b": 1\n  },\n  "c": [1, 2]\n}\n';

describe('an edited text', () => {
  it.each<[string, string, Place, Json | undefined, [string, string]]>([
    ['a value', block, ['apis', 0, 'gateway', 'timeout'], '5s', ['30s', '5s']],
    ['a quoted value', block, ['apis', 0, 'gateway', 'upstream'], 'http://b', ['"http://a" #', '"http://b" #']],
    [
      'a value in brackets',
      block,
      ['apis', 1, 'gateway', 'upstream'],
      'http://b/x,y',
      ['upstream: http://a }', 'upstream: "http://b/x,y" }'],
    ],
    [
      'an entry that was not there',
      block,
      ['apis', 0, 'gateway', 'retries'],
      2,
      ['timeout: 30s\n', 'timeout: 30s\n      retries: 2\n'],
    ],
    ['an entry that goes', block, ['apis', 0, 'gateway', 'timeout'], undefined, ['      timeout: 30s\n', '']],
    [
      'an entry that goes from brackets',
      block,
      ['apis', 1, 'gateway', 'path'],
      undefined,
      ['{ path: /users, upstream: http://a }', '{ upstream: http://a }'],
    ],
    ['a text of several lines', 'a: |\n  one\n  two\nb: 1\n', ['a'], 'one', ['|\n  one\n  two\n', 'one\n']],
    ['a value of JSON', lines, ['a', 'b'], 'x', ['"b": 1', '"b": "x"']],
    ['an entry of JSON', lines, ['a', 'd'], { e: 2 }, ['"b": 1', '"b": 1,\n    "d": {\n      "e": 2\n    }']],
    ['a list of JSON', lines, ['c'], [3], ['[1, 2]', '[3]']],
  ])('has %s, and everything else as it was', (_, text, place, value, [from, to]) => {
    expect(text.split(from)).toHaveLength(2);
    expect(editedText(text, place, value)).toBe(text.replace(from, to));
  });

  it.each<[string, string, Place, Json | undefined]>([
    ['uses anchors', 'a: &x 1\nb: *x\n', ['a'], 2],
    ['would have nothing left in a map', 'a:\n  b: 1\nc: 2\n', ['a', 'b'], undefined],
    ['has nothing of the kind', 'a: 1\n', ['b', 'c'], 2],
    ['cannot be read', 'a: [\n', ['a'], 2],
  ])('is none where it %s', (_, text, place, value) => {
    expect(editedText(text, place, value)).toBeUndefined();
  });
});
