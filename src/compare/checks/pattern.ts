import { keywordFact } from '../schemas/facts.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';

export const pattern: SchemaCheck = {
  kind: 'schema',
  keywords: ['pattern'],
  title: 'Pattern',
  why: 'Text that matched before may not match now; whether it does is decided by the two patterns together.',
  instead:
    'Widen the pattern so that all that matched still does, and hold new values to the stricter one in the application.',
  ids: {
    'request-property-pattern-added': 'error',
    'request-parameter-pattern-added': 'error',
    'response-property-pattern-added': 'info',
    'request-property-pattern-changed': 'warning',
    'request-parameter-pattern-changed': 'warning',
    'response-property-pattern-changed': 'warning',
    'request-property-pattern-removed': 'info',
    'request-parameter-pattern-generalized': 'info',
    'request-property-pattern-generalized': 'info',
    'request-parameter-pattern-removed': 'info',
    'response-property-pattern-removed': 'error',
  },
  examples: [
    { of: 'schema', before: '{ type: string, pattern: "^[a-z]+$" }', after: '{ type: string, pattern: ".*" }' },
    { of: 'schema', before: '{ type: string, pattern: "^[a-z]+$" }', after: '{ type: string, pattern: "^[a-m]+$" }' },
    { of: 'schema', before: '{ type: string, pattern: "^[a-z]+$" }', after: '{ type: string }' },
  ],
  compare: (pair) => {
    const [from, to] = [patternOf(pair.before), patternOf(pair.after)];
    if (from === to) return [];
    const args = [from ?? null, to ?? null];
    if (from === undefined) return matchesAll(to) ? [] : [keywordFact(pair, 'pattern', 'pattern-added', args)];
    if (to === undefined) return matchesAll(from) ? [] : [keywordFact(pair, 'pattern', 'pattern-removed', args)];
    const widened = matchesAll(to) && pair.direction === 'request';
    return [keywordFact(pair, 'pattern', widened ? 'pattern-generalized' : 'pattern-changed', args)];
  },
  say: (told) => sayKeyword(told, 'pattern'),
};

/** An empty pattern is none. */
function patternOf(view: SchemaView): string | undefined {
  const pattern = view.get('pattern');
  return typeof pattern === 'string' && pattern !== '' ? pattern : undefined;
}

function matchesAll(pattern: string | undefined): boolean {
  return pattern === '.*';
}
