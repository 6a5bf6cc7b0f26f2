import type { Change } from '../../../compare/change.ts';
import type { Comparison } from '../../../compare/compare.ts';
import { isDeprecated, isUnstable, sunsetOf } from '../../../compare/lifecycle.ts';
import type { OperationView } from '../../../spec/operations.ts';
import { nameOf } from './disagreements.ts';

/** What is known of an operation that only openapi-diff calls broken. */
export interface Situation {
  /** Ids of what we found there; no error is among them. */
  readonly found: readonly string[];
  /** Ids of errors by their form that inclusion took back. */
  readonly disproved: readonly string[];
  /** The operation before. */
  readonly before: OperationView | undefined;
}

/** Why what the other tool calls breaking is not. */
export interface Reason {
  /** Which of its codes it speaks of. */
  readonly codes: RegExp;
  readonly holds: (situation: Situation) => boolean;
  /** Why nothing breaks; one sentence. */
  readonly sentence: string;
}

const REMOVED = /^(?:path|method)\.remove$/;
const REQUEST = /^request\.body\.scope\.remove$/;
const RESPONSE = /^response\.body\.scope\.add$/;
const BODY = /\.body\.scope\./;
const STATUS = /^response\.status-code\.remove$/;

function has(pattern: RegExp): Reason['holds'] {
  return ({ found }) => found.some((id) => pattern.test(id));
}

/** Why what openapi-diff calls broken is no error here, the first that holds; docs/conventions.md has the conventions themselves. */
export const reasons = {
  'an announced end': {
    codes: REMOVED,
    holds: ({ before }) =>
      before !== undefined && isDeprecated(before.node) && typeof sunsetOf(before.node) === 'string',
    sentence: 'The operation was deprecated and its sunset date has come: its end was announced.',
  },
  'nothing promised': {
    codes: REMOVED,
    holds: ({ before }) => before !== undefined && isUnstable(before.node),
    sentence: 'Nothing is promised yet of an operation that is a draft or alpha.',
  },
  'a failure less': {
    codes: STATUS,
    holds: has(/^response-non-success-status-removed$/),
    sentence: 'Nobody depends on a failure’s status to come.',
  },
  'a range of statuses': {
    codes: STATUS,
    holds: has(/^response-success-status-added$/),
    sentence: 'A range such as 2XX still holds the status.',
  },
  'what clients do not send': {
    codes: REQUEST,
    holds: has(/-read-only(?:-|$)|^response-required-property-added$/),
    sentence: 'Read-only properties are left out of requests.',
  },
  'what servers do not send': {
    codes: RESPONSE,
    holds: has(/-write-only-/),
    sentence: 'Write-only properties are left out of responses.',
  },
  'another media type': {
    codes: BODY,
    holds: has(/-media-type-/),
    sentence: 'It reads application/json alone, and takes a body under another name for one that came or went.',
  },
  'a name that nobody declared': {
    codes: REQUEST,
    holds: has(/^new-optional-request-property$|^request-body-all-of-added$/),
    sentence: 'Only a value with a name that nobody declared before would be refused now.',
  },
  'a name that nobody declares': {
    codes: RESPONSE,
    holds: has(/^response-optional-property-removed$/),
    sentence: 'Only a value with a name that nobody declares any more would be new.',
  },
  'a choice more': {
    codes: REQUEST,
    holds: has(/-one-of-(?:added|original-preserved)$/),
    sentence:
      'A request has one more member of a oneOf to match; only names that a member does not declare would match two.',
  },
  'a proof': {
    codes: BODY,
    holds: ({ disproved }) => disproved.length > 0,
    sentence: 'It looks like less, but every value that was fine still is: inclusion of the schemas proves it.',
  },
} as const satisfies Readonly<Record<string, Reason>>;

export type ReasonName = keyof typeof reasons;

/** The reason for each of its codes; undefined where none holds. */
export function reasonsFor(codes: readonly string[], situation: Situation): (ReasonName | undefined)[] {
  const names = Object.keys(reasons) as ReasonName[];
  return codes.map((code) => names.find((name) => reasons[name].codes.test(code) && reasons[name].holds(situation)));
}

/** `where` as a disagreement names it: method and path. */
export function situationAt(
  where: string,
  { changes, disproved }: Comparison,
  before: readonly OperationView[],
): Situation {
  const idsOf = (all: readonly Change[]): string[] =>
    all.filter(({ operations }) => operations.some((each) => nameOf(each) === where)).map(({ id }) => id);
  return {
    found: idsOf(changes),
    disproved: idsOf(disproved),
    before: before.find((each) => nameOf(each) === where),
  };
}
