import { expect, test } from 'vitest';
import { between, told } from './between.ts';

/** An operation whose answer has these links, and two others to lead to. */
function linked(
  links: string,
  { ids = ['getPet', 'getOther'], paths = ['/pets/{id}', '/others'], beside = '' } = {},
): string {
  const content = `responses: { 200: { description: ok, links: { ${links} } } }`;
  const others = paths.map((path, at) => `'${path}': { get: { operationId: ${ids[at] ?? ''}, responses: {} } }`);
  return `{ paths: { /a: { get: { ${content} } }, ${others.join(', ')} } ${beside} }`;
}

const pet = 'pet: { operationId: getPet }';

test.each([
  ['is gone', pet, '', ['response-link-removed warning']],
  ['is new', '', pet, ['response-link-added info']],
  ['leads elsewhere', pet, 'pet: { operationId: getOther }', ['response-link-operation-changed warning']],
  [
    'sends something else',
    'pet: { operationId: getPet, parameters: { id: $response.body#/id } }',
    'pet: { operationId: getPet, parameters: { id: $response.body#/key } }',
    ['response-link-parameters-changed warning'],
  ],
  [
    'sends another body',
    'pet: { operationId: getPet, requestBody: $response.body#/a }',
    'pet: { operationId: getPet, requestBody: $response.body#/b }',
    ['response-link-parameters-changed warning'],
  ],
  ['names the same operation by its place', pet, "pet: { operationRef: '#/paths/~1pets~1{id}/get' }", []],
  ['has another description', pet, 'pet: { operationId: getPet, description: that pet }', []],
  ['leads nowhere on both sides', 'pet: { operationId: nobody }', 'pet: { operationId: nobody }', []],
])('a link that %s', (_name, before, after, expected) => {
  expect(told(linked(before), linked(after))).toEqual(expected);
});

test('leads to the operation, whatever that is called', () => {
  const renamed = linked('pet: { operationId: showPet }', { ids: ['showPet', 'getOther'] });
  expect(told(linked(pet), renamed)).toEqual(['api-operation-id-removed info']);
  const moved = linked(pet, { paths: ['/v2/pets/{id}', '/others'] });
  expect(told(linked(pet), moved).filter((each) => each.includes('link'))).toEqual([]);
});

test('is followed through references, and says where it leads', () => {
  const shared = (id: string): string =>
    linked("pet: { $ref: '#/components/links/Pet' }", {
      beside: `, components: { links: { Pet: { operationId: ${id} } } }`,
    });
  const [found] = between(shared('getPet'), shared('getOther'));
  expect(found?.message).toBe('Link pet of response 200 leads to GET /others instead of GET /pets/{}.');
  expect(found?.cause).toBe('#/components/links/Pet');
});

test('is nothing in what clients answer', () => {
  const hook = (links: string): string =>
    `{ webhooks: { paid: { post: { responses: { 200: { description: ok, links: { ${links} } } } } } } }`;
  expect(told(hook(pet), hook(''))).toEqual([]);
});
