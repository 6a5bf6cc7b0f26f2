import { bothConstant, isConstant, valueFacts } from '../schemas/facts.ts';
import { sayValue } from '../wording.ts';
import type { SchemaCheck } from './check.ts';

export const constant: SchemaCheck = {
  kind: 'schema',
  keywords: ['const'],
  title: 'Constant',
  why: 'A constant is the only value that passes: another one refuses every value that passed before.',
  instead: 'Accept the old value beside the new one with an enum of both.',
  ids: {
    'request-body-const-added': 'error',
    'request-property-const-added': 'error',
    'response-body-const-added': 'info',
    'response-property-const-added': 'info',
    'request-body-const-changed': 'error',
    'request-property-const-changed': 'error',
    'response-body-const-changed': 'error',
    'response-property-const-changed': 'error',
    'request-body-const-removed': 'info',
    'request-property-const-removed': 'info',
    'response-body-const-removed': 'error',
    'response-property-const-removed': 'error',
  },
  examples: [
    { of: 'schema', before: '{ const: a }', after: '{ const: b }' },
    { of: 'schema', before: '{ type: string, const: a }', after: '{ type: string }' },
  ],
  compare: (pair, same) => {
    const { before, after } = pair;
    if (!isConstant(before) && !isConstant(after)) return [];
    const comparable = bothConstant(pair) || before.values === undefined || after.values === undefined;
    return comparable ? valueFacts(pair, 'const', 'const', same) : [];
  },
  say: (told) => sayValue(told, 'const'),
};
