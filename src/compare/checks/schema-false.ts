import type { SchemaCheck } from './check.ts';

export const schemaFalse: SchemaCheck = {
  kind: 'schema',
  keywords: [],
  title: 'The schema false',
  why: 'The schema false allows nothing: whoever sends something there is refused.',
  instead: 'Deprecate what is there first, and go on accepting and ignoring it until its sunset.',
  ids: {
    'request-body-schema-became-false': 'error',
    'request-property-schema-became-false': 'error',
    'request-parameter-schema-became-false': 'error',
    'request-parameter-property-schema-became-false': 'error',
    'response-body-schema-became-false': 'error',
    'response-property-schema-became-false': 'info',
    'response-header-schema-became-false': 'info',
    'request-body-schema-became-not-false': 'info',
    'request-property-schema-became-not-false': 'info',
    'request-parameter-schema-became-not-false': 'info',
    'request-parameter-property-schema-became-not-false': 'info',
    'response-body-schema-became-not-false': 'info',
    'response-property-schema-became-not-false': 'error',
    'response-header-schema-became-not-false': 'error',
  },
  examples: [{ of: 'schema', before: '{ type: string }', after: 'false' }],
  ofNever: true,
  compare: ({ before, after }) =>
    before.never === after.never
      ? []
      : [
          {
            event: after.never ? 'schema-became-false' : 'schema-became-not-false',
            args: [],
            before: before.spot,
            after: after.spot,
          },
        ],
  say: ({ where, id }) => {
    const isBack = id.endsWith('-not-false');
    if (where.endsWith('*'))
      return `${where}: properties that are not listed are ${isBack ? 'allowed now where nothing was' : 'refused now'}.`;
    return `${where}: ${isBack ? 'the schema no longer refuses everything' : 'nothing is allowed any more'}.`;
  },
};
