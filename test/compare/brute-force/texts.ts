import type { Json } from '../../../src/spec/json.ts';

/** A parameter as it is written, and all that it can be read as. */
export interface Written {
  /** Of an object's properties. */
  readonly names: readonly string[];
  readonly readings: readonly Json[];
}

const LITERAL = /^(?:true|false|-?\d+(?:\.\d+)?)$/;
const texts = ['', 'a', 'b', 'ab', 'abc', '0', '1', '2', '3', 'true', '-1', '0.5', '4', 'x'.repeat(40)];
/** What may be one of several: nothing between two commas is as good as nothing. */
const parts = texts.filter((text) => text !== '');
const names = ['a', 'b', 'ab'];

function readingsOf(text: string): Json[] {
  return LITERAL.test(text) ? [text, JSON.parse(text) as Json] : [text];
}

/** Every choice of a reading for each text. */
function together(...all: readonly string[]): Json[][] {
  return all.reduce<Json[][]>(
    (lists, text) => lists.flatMap((list) => readingsOf(text).map((one) => [...list, one])),
    [[]],
  );
}

function object(...members: readonly (readonly [name: string, text: string])[]): Written {
  const of = members.map(([name]) => name);
  const read = together(...members.map(([, text]) => text));
  return {
    names: of,
    readings: read.map((values) => Object.fromEntries(values.map((one, at) => [of[at] ?? '', one]))),
  };
}

/** A text, which is a list of one as well; two items; one or two properties. */
export const written: readonly Written[] = [
  ...texts.map((text): Written => ({ names: [], readings: together(text).flatMap(([one = null]) => [one, [one]]) })),
  ...parts.flatMap((one) => parts.map((two): Written => ({ names: [], readings: together(one, two) }))),
  ...names.flatMap((name) => texts.map((text) => object([name, text]))),
  ...names.flatMap((one) =>
    names
      .filter((two) => two > one)
      .flatMap((two) => parts.flatMap((text) => ['a', '1', 'ab'].map((other) => object([one, text], [two, other])))),
  ),
];
