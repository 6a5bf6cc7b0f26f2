import { sayKeyword, valueFacts } from '../facts.ts';
import type { SchemaCheck } from './check.ts';

export const pattern: SchemaCheck = {
  kind: 'schema',
  why: 'Text that matched before may not match now; whether it does is decided by the two patterns together.',
  ids: {
    'request-property-pattern-added': 'error',
    'request-parameter-pattern-added': 'error',
    'response-property-pattern-added': 'info',
    'request-property-pattern-changed': 'warning',
    'request-parameter-pattern-changed': 'warning',
    'response-property-pattern-changed': 'warning',
    'request-property-pattern-removed': 'info',
    'request-parameter-pattern-removed': 'info',
    'response-property-pattern-removed': 'error',
  },
  examples: [
    { of: 'schema', before: '{ type: string, pattern: "^[a-z]+$" }', after: '{ type: string, pattern: "^[a-m]+$" }' },
    { of: 'schema', before: '{ type: string, pattern: "^[a-z]+$" }', after: '{ type: string }' },
  ],
  compare: (pair, same) => valueFacts(pair, 'pattern', 'pattern', same),
  say: (told) => sayKeyword(told, 'pattern'),
};
