import type { OperationRef } from '../compare/change.ts';
import type { Range } from '../spec/place.ts';
import type { Fields } from './condition.ts';

/** What a rule can be about. */
export const subjectKinds = [
  'document',
  'path',
  'operation',
  'parameter',
  'response',
  'schema-property',
  'security-scheme',
  'server',
] as const;

export type SubjectKind = (typeof subjectKinds)[number];

/** One thing that a rule is asked about. */
export interface Subject extends Fields {
  /** Stable name of its place: a JSON pointer whose list positions are replaced by what stands there. */
  readonly place: string;
  /** Where it stands: with its key, where it has one. */
  readonly range: Range | undefined;
  readonly operation?: OperationRef;
}
