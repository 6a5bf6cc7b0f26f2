/** What stands under a keyword: one schema, schemas by name, a list of them, a list whose order does not count, or any other value. */
export type Role = 'schema' | 'schemas' | 'members' | 'set' | 'value';

/** The keywords that put a schema together of others, as a list of them. */
export const compositions = ['allOf', 'anyOf', 'oneOf'] as const;
export type Composition = (typeof compositions)[number];

const roles: Readonly<Record<string, Role>> = {
  properties: 'schemas',
  patternProperties: 'schemas',
  dependentSchemas: 'schemas',
  $defs: 'schemas',
  allOf: 'members',
  anyOf: 'members',
  oneOf: 'members',
  items: 'schema',
  additionalProperties: 'schema',
  contains: 'schema',
  propertyNames: 'schema',
  unevaluatedItems: 'schema',
  unevaluatedProperties: 'schema',
  contentSchema: 'schema',
  not: 'schema',
  if: 'schema',
  then: 'schema',
  else: 'schema',
  type: 'set',
  required: 'set',
  enum: 'set',
};

/** Keywords that say something to people and nothing about values (JSON Schema 2020-12 Validation, section 9; OpenAPI 3.1). */
export const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'externalDocs',
  '$comment',
]);

/** The role of a part of a value in that role. A tuple's `prefixItems` is a list whose order counts. */
export function roleUnder(role: Role, key: string): Role {
  if (role === 'schemas' || role === 'members') return 'schema';
  if (role !== 'schema') return 'value';
  if (key === 'prefixItems') return 'schemas';
  return roles[key] ?? 'value';
}
