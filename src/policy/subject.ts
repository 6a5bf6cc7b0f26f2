import type { OperationRef } from '../compare/change.ts';
import type { Range } from '../spec/place.ts';
import type { Fields } from './condition.ts';

/** What a rule can be about, and what follows from where it stands, by `$name`. */
export const factsOf = {
  document: { version: 'version of OpenAPI, such as `3.1`' },
  path: { path: 'the path' },
  operation: {
    method: 'such as `GET`',
    path: 'its path',
    kind: '`operation`, `webhook` or `callback`',
    statuses: 'list of its response statuses',
    succeeds: 'whether one of them is of success',
    schemes: 'list of the security schemes that it names',
    authenticated: 'whether nobody gets in without one',
    operationName: 'a name made of method and path, such as `getOrdersById`',
  },
  parameter: {
    method: 'of its operation',
    path: 'of its operation',
    in: 'where it stands, such as `query`',
    name: 'its name',
    required: 'whether it must be sent',
  },
  response: {
    method: 'of its operation',
    path: 'of its operation',
    status: 'such as `200`, as text',
    mediaTypes: 'list of its media types',
  },
  'schema-property': { name: 'its name', required: 'whether its schema requires it' },
  'security-scheme': { name: 'its name' },
  server: { url: 'its address' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type SubjectKind = keyof typeof factsOf;

/** One thing that a rule is asked about. */
export interface Subject extends Fields {
  /** Stable name of its place: a JSON pointer whose list positions are replaced by what stands there. */
  readonly place: string;
  /** Where it stands: with its key, where it has one. */
  readonly range: Range | undefined;
  readonly operation?: OperationRef;
}
