import fc from 'fast-check';
import { dump } from 'js-yaml';
import { expect, it } from 'vitest';
import { isContainer, type Json } from '../../src/spec/json.ts';
import type { Parsed } from '../../src/spec/parsed.ts';
import { readPlainYaml } from '../../src/spec/plain-yaml/read.ts';
import { parseYaml } from '../../src/spec/yaml.ts';

/** Every object and array with its place, every member with its own, by line and column. */
function placesOf({ value, places, lines }: Parsed): unknown[] {
  const told: unknown[] = [];
  const waiting: Json[] = [value];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (!isContainer(node)) continue;
    const place = places.get(node);
    if (place === undefined) throw new Error('it has no place');
    told.push(place.key, lines.position(place.start), lines.position(place.end));
    for (const [name, child] of Object.entries(node as object) as [string, Json][]) {
      const span = place.span(name);
      told.push(name, span && [lines.position(span.start), lines.position(span.end)]);
      if (isContainer(child)) expect(places.get(child)?.parent).toBe(node);
      waiting.push(child);
    }
  }
  return told;
}

/** Whether it was read at all; where it was, the reader of all YAML has to say the same. */
function isReadAlike(text: string): boolean {
  const parsed = readPlainYaml(Buffer.from(text));
  if (parsed === undefined) return false;
  const whole = parseYaml(text);
  if (!whole.ok) throw new Error(`read what is wrong: ${whole.faults[0]?.message}`);
  expect(JSON.stringify(parsed.value)).toBe(JSON.stringify(whole.parsed.value));
  expect(placesOf(parsed)).toEqual(placesOf(whole.parsed));
  return true;
}

it.each([
  ['comments', '# one\n\n---\na: 1 # two\n# three\nb:   # four\n  - x\n  # five\n\n  - y\nc: # six\n'],
  [
    'text over several lines',
    "a: one\n  two\n\n  - three\nb: \"one\n\n  two \\u20ac\"\nc: 'it''s\n  one'\nd:\n  more\n  text\n",
  ],
  [
    'block scalars',
    'a: |\n  one\n   two\n\n\nb: >-\n  one\n  two\n\n   three\nc: |2+\n    one\n\n  two\nd: |\ne: >\n  é',
  ],
  ['lists in lists', '- a'.replace('- a', 'a:\n- - 1\n  - b: 2\n    c:\n    - 3\n-\n- \n  d: 4\n-   |\n  text\n')],
  [
    'flow collections',
    'a: [1, {b: c, "d":e}, [], {}, "x", \'y\',]\nb: {\n  c: [\n    d ], e: f g\n  }\nc: [a:b, -1, http://x]\nd: [\n  a,\n  { b: c\n}\n\n]\n',
  ],
  [
    'keys of every kind',
    '200: a\n"b c": d\n\'e\': f\ng h: i\n-j: k\n?l: m\n__proto__: n\nconstructor: o\n1e3: p\nnull: q\n"é": r\nü: s\n',
  ],
  [
    'scalars that are no text',
    'a: 1\nb: -0x1F\nc: 0o7\nd: ~\ne: null\nf: yes\ng: .5e3\nh: .inf\ni: True\nj: 2020-01-01\nk:\n',
  ],
])('reads %s itself, and as the reader of all YAML does', (_, text) => {
  expect(isReadAlike(text)).toBe(true);
});

it.each([
  ['anchors', 'a: &x 1\nb: *x\n'],
  ['merge keys', 'a:\n  <<: {b: 1}\n'],
  ['tags', 'a: !!str 1\n'],
  ['explicit keys', '? a\n: b\n'],
  ['tabs', 'a:\t1\n'],
  ['two documents', 'a: 1\n---\nb: 2\n'],
  ['doubled keys', 'a: 1\na: 2\n'],
  ['a line that is indented too far', 'a: 1\n   b: 2\n'],
  ['a line that is indented too little', 'a:\n    b: 1\n  c: 2\n'],
  ['a second colon', 'a: b: c\n'],
  ['an open quote', 'a: "b\n'],
  ['an unknown escape', 'a: "\\q"\n'],
  ['characters that cannot be seen', 'a: b\u0085c\n'],
])('leaves %s to the reader of all YAML', (_, text) => {
  expect(isReadAlike(text)).toBe(false);
});

const odd = [
  ...Array.from('abc 0-?:,[]{}#&*!|>\'"%@`~\\/\n.é€😀'),
  '\n  ',
  '\n    ',
  ': ',
  '- ',
  ' #',
  '---\n',
  '\n\n',
  '\n]',
  '\n}',
  '"\n',
  "''",
  '<<: ',
];
const words = fc.oneof(
  fc.constantFrom(...odd, 'true', '1', 'a b'),
  fc.string({ unit: fc.constantFrom(...odd), maxLength: 12 }),
);
const values = fc.jsonValue({ maxDepth: 4, stringUnit: fc.constantFrom(...odd) });
const style = fc.record({
  flowLevel: fc.constantFrom(-1, 1, 3),
  indent: fc.constantFrom(2, 4),
  lineWidth: fc.constantFrom(-1, 20),
  seqNoIndent: fc.boolean(),
});
/** A text, and what is put in the place of some of its characters. */
const changed = fc.record({ at: fc.nat(10_000), length: fc.nat(3), by: words });

it('says what the reader of all YAML says, whatever is written', () => {
  let read = 0;
  fc.assert(
    fc.property(values, style, fc.array(changed, { maxLength: 3 }), (value, options, changes) => {
      let text = dump({ a: value, b: [value, { c: value }] }, { ...options, noRefs: true });
      for (const { at, length, by } of changes) {
        const characters = Array.from(text);
        characters.splice(at % characters.length, length, by);
        text = characters.join('');
      }
      if (isReadAlike(text)) read++;
    }),
    { numRuns: 2000 },
  );
  expect(read).toBeGreaterThan(500);
});
