import { saysInOtherWords, type ContentKeyword } from '../schemas/bytes.ts';
import { presenceFacts, valueChanged } from '../schemas/facts.ts';
import type { Sameness } from '../schemas/same.ts';
import type { SchemaPair } from '../schemas/schema-pair.ts';
import { sayKeyword, sayPresence } from '../wording.ts';
import type { Fact, SchemaCheck } from './check.ts';

export const content: SchemaCheck = {
  kind: 'schema',
  keywords: ['contentEncoding', 'contentMediaType', 'contentSchema'],
  ofForm: true,
  title: 'What a text contains',
  why: 'Whoever writes or reads the text must encode or decode it in another way.',
  instead: 'Give the new encoding a property of its own.',
  ids: {
    'request-body-content-encoding-changed': 'error',
    'request-property-content-encoding-changed': 'error',
    'response-body-content-encoding-changed': 'error',
    'response-property-content-encoding-changed': 'error',
    'request-body-content-media-type-changed': 'error',
    'request-property-content-media-type-changed': 'error',
    'response-body-content-media-type-changed': 'error',
    'response-property-content-media-type-changed': 'error',
    'request-body-content-schema-added': 'error',
    'request-property-content-schema-added': 'error',
    'response-body-content-schema-added': 'info',
    'response-property-content-schema-added': 'info',
    'request-body-content-schema-removed': 'info',
    'request-property-content-schema-removed': 'info',
    'response-body-content-schema-removed': 'error',
    'response-property-content-schema-removed': 'error',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: string, contentEncoding: base64, contentMediaType: image/gif }',
      after: '{ type: string, contentEncoding: base16, contentMediaType: image/png }',
    },
    {
      of: 'schema',
      before: '{ type: string, contentMediaType: application/json }',
      after: '{ type: string, contentMediaType: application/json, contentSchema: { type: object } }',
    },
  ],
  compare: (pair, same) => [
    ...changed(pair, 'contentEncoding', 'content-encoding-changed', same),
    ...changed(pair, 'contentMediaType', 'content-media-type-changed', same),
    ...presenceFacts(pair, 'contentSchema', 'content-schema'),
  ],
  say: (told) => {
    if (told.id.endsWith('-encoding-changed')) return sayKeyword(told, 'contentEncoding');
    return told.id.endsWith('-changed') ? sayKeyword(told, 'contentMediaType') : sayPresence(told, 'contentSchema');
  },
};

function changed(pair: SchemaPair, keyword: ContentKeyword, event: string, same: Sameness): Fact[] {
  return saysInOtherWords(pair, keyword) ? [] : valueChanged(pair, keyword, event, same);
}
