import { expect, test } from 'vitest';
import { get, told } from './between.ts';

function answers(...list: readonly (readonly [status: string, type: string])[]): string {
  const each = list.map(
    ([status, type]) =>
      `'${status}': { description: d, content: { application/json: { schema: { type: object, properties: { a: { type: ${type} } } } } } }`,
  );
  return get(`{ responses: { ${each.join(', ')} } }`);
}

const before = answers(['200', 'boolean'], ['default', 'string']);
const added = 'response-non-success-status-added info';

test('an error with a response of its own says what default said of it until now', () => {
  expect(told(before, answers(['200', 'boolean'], ['default', 'string'], ['404', 'string']))).toEqual([added]);
  const other = answers(['200', 'boolean'], ['default', 'string'], ['404', 'integer']);
  expect(told(before, other)).toEqual([added, 'response-property-type-changed error']);
});

test('a range comes before default', () => {
  const ranged = answers(['4XX', 'integer'], ['default', 'string']);
  expect(told(ranged, answers(['4XX', 'integer'], ['default', 'string'], ['404', 'integer']))).toEqual([added]);
});

test('default speaks of no success', () => {
  const success = answers(['200', 'boolean'], ['201', 'integer'], ['default', 'string']);
  expect(told(before, success)).toEqual(['response-success-status-added info']);
});

test('default says what an error says that has no response of its own any more', () => {
  const removed = 'response-non-success-status-removed info';
  const named = answers(['200', 'boolean'], ['default', 'string'], ['404', 'integer']);
  expect(told(named, before)).toEqual([removed, 'response-property-type-changed error']);
  const alike = answers(['200', 'boolean'], ['default', 'string'], ['404', 'string']);
  expect(told(alike, before)).toEqual([removed]);
  const ranged = answers(['200', 'boolean'], ['4XX', 'integer']);
  expect(told(ranged, before)).toContain('response-property-type-changed error');
  const silent = get(`{ responses: { '200': { description: d }, '404': { description: d } } }`);
  expect(told(silent, before).filter((each) => each.endsWith('error'))).toEqual([]);
});

test('where a range stands for it, default does not', () => {
  const [named, ranged] = [answers(['404', 'integer']), answers(['default', 'string'], ['4XX', 'integer'])];
  expect(told(named, ranged).filter((each) => each.endsWith('error'))).toEqual([]);
});

test('what default said holds when it goes', () => {
  const gone = (type: string): string => answers(['200', 'boolean'], ['404', type]);
  expect(told(before, gone('string'))).toEqual([added]);
  expect(told(before, gone('integer'))).toEqual([added, 'response-property-type-changed error']);
});

test('default speaks of success where nothing else does', () => {
  const only = answers(['default', 'string']);
  const success = 'response-success-status-added info';
  expect(told(only, answers(['200', 'string']))).toEqual([success]);
  expect(told(only, answers(['200', 'integer']))).toEqual(['response-property-type-changed error', success]);
});
