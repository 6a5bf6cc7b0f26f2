import { expect, test } from 'vitest';
import { compareInFull } from '../../src/compare/compare.ts';
import { between, today } from './between.ts';
import { describeText } from './describe.ts';

const asking = (schema: string): string =>
  `{ openapi: 3.1.0, info: { title: T, version: '1' }, paths: { /a: { post: { requestBody: { content: { application/json: { schema: ${schema} } } }, responses: {} } } } }`;
const whole = (url: string): string => `{ type: object, properties: { url: ${url} } }`;
const member = (url: string): string => `{ allOf: [${whole(url)}, { type: object, properties: { z: {} } }] }`;

const uri = '{ type: string, format: uri }';
const pair = '{ type: object, properties: { br: { type: string } }, required: [br] }';

test.each([
  [`{ anyOf: [${uri}, ${pair}] }`, uri, ['object with br']],
  [`{ anyOf: [${uri}, ${pair}, { enum: ['a:b'] }] }`, `{ anyOf: [${uri}, ${pair}] }`, []],
])('a member that is no loss is none in allOf either: %s, then %s', (before, after, lost) => {
  const removed = between(asking(member(before)), asking(member(after))).filter(({ id }) => id.includes('any-of'));
  expect(removed.map(({ args, level }) => [args[0], level])).toEqual(lost.map((name) => [name, 'warning']));
});

test('it is among what was taken back', () => {
  const [base, head] = [`{ anyOf: [${uri}, ${pair}] }`, uri].map((url) => describeText(asking(member(url))));
  const { disproved } = compareInFull(base, head, { today });
  expect(disproved.map(({ id, args }) => [id, args[0]])).toEqual([['request-property-any-of-removed', 'string (uri)']]);
});
