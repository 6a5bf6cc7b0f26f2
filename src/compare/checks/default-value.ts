import { valueFacts } from '../schemas/facts.ts';
import { sayValue } from '../wording.ts';
import type { SchemaCheck } from './check.ts';

export const defaultValue: SchemaCheck = {
  kind: 'schema',
  keywords: ['default'],
  title: 'Default value',
  why: 'A server that fills in another value changes what a request without the property means.',
  instead: 'Keep the default; clients that want the other value can say so.',
  ids: {
    'request-body-default-value-added': 'info',
    'request-property-default-value-added': 'info',
    'request-parameter-default-value-added': 'info',
    'response-body-default-value-added': 'info',
    'response-property-default-value-added': 'info',
    'request-body-default-value-changed': 'info',
    'request-property-default-value-changed': 'info',
    'request-parameter-default-value-changed': 'info',
    'response-body-default-value-changed': 'info',
    'response-property-default-value-changed': 'info',
    'request-body-default-value-removed': 'info',
    'request-property-default-value-removed': 'info',
    'request-parameter-default-value-removed': 'info',
    'response-body-default-value-removed': 'info',
    'response-property-default-value-removed': 'info',
  },
  examples: [
    { of: 'schema', before: '{ type: string, default: a }', after: '{ type: string, default: b }' },
    { of: 'schema', before: '{ type: string, default: a }', after: '{ type: string }' },
  ],
  compare: (pair, same) => valueFacts(pair, 'default', 'default-value', same),
  say: (told) => sayValue(told, 'default'),
};
