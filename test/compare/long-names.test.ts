import { expect, test } from 'vitest';
import type { Change } from '../../src/compare/change.ts';
import { between } from './between.ts';

const long = 'n'.repeat(300);

function changes(names: readonly string[]): Change[] {
  const of = (type: string): string => {
    const properties = names.map((name) => `"${name}": { properties: { a: { type: ${type} } } }`);
    const schema = `{ type: object, properties: { ${properties.join(', ')} } }`;
    return `{ paths: { /a: { post: { requestBody: { content: { application/json: { schema: ${schema} } } }, responses: {} } } } }`;
  };
  return between(of('string'), of('boolean'));
}

test('a long name stands by its beginning in what is said of all below it', () => {
  const [change, ...others] = changes([long]);
  expect(others).toEqual([]);
  expect(change).toMatchObject({
    property: `${'n'.repeat(199)}….a`,
    message: `Request property ${'n'.repeat(199)}….a: the type went from string to boolean.`,
  });
  expect(change?.cause).toMatch(/\/properties\/n{200}…[0-9a-f]{12}\/properties\/a\/type$/);
  expect(change?.witness?.base).toMatch(/\/properties\/n{300}\/properties\/a$/);
});

test('long names that begin alike stay apart', () => {
  const found = changes([`${long}x`, `${long}y`]);
  expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test('a witness leads nowhere rather than by a name as long as a description', () => {
  expect(changes(['n'.repeat(20_000)])[0]?.witness).toMatchObject({ instance: '', base: null, head: null });
});

test('other names stand as they are', () => {
  const name = 'n'.repeat(200);
  expect(changes([name])[0]).toMatchObject({ property: `${name}.a` });
});
