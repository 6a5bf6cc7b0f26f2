import { schemaAt } from '../../spec/at.ts';
import { own } from '../../spec/json.ts';
import { limitsNothing } from '../../spec/merge-siblings.ts';
import type { MediaView } from '../../spec/operations.ts';
import { mediaPairs, type MediaPair } from '../operations/operation-pair.ts';
import type { Side } from '../side.ts';
import { plain } from '../wording.ts';
import type { Context, Finding, OperationCheck } from './check.ts';

export const mediaTypeSchema: OperationCheck = {
  kind: 'operation',
  title: 'Schema of a media type',
  why: 'A schema where there was none limits what may be sent; without one, anything may come.',
  instead:
    'Describe what already passes before narrowing it: a first schema should accept all that clients send today.',
  ids: {
    'request-body-media-type-schema-added': 'error',
    'request-body-media-type-schema-removed': 'info',
    'response-body-media-type-schema-added': 'info',
    'response-body-media-type-schema-removed': 'error',
    'request-body-media-type-item-schema-added': 'error',
    'request-body-media-type-item-schema-removed': 'info',
    'response-body-media-type-item-schema-added': 'info',
    'response-body-media-type-item-schema-removed': 'error',
    'response-body-media-type-item-schema-removed-untyped': 'error',
  },
  examples: [
    {
      of: 'operation',
      before: '{ requestBody: { content: { application/json: {} } }, responses: {} }',
      after: '{ requestBody: { content: { application/json: { schema: { type: string } } } }, responses: {} }',
    },
    {
      of: 'operation',
      before: '{ requestBody: { content: { application/json: { schema: { type: string } } } }, responses: {} }',
      after: '{ requestBody: { content: { application/json: {} } }, responses: {} }',
    },
    {
      of: 'operation',
      before: '{ responses: { 200: { description: ok, content: { application/json: {} } } } }',
      after: '{ responses: { 200: { description: ok, content: { application/json: { schema: { type: string } } } } } }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, content: { application/json: { schema: { type: string } } } } } }',
      after: '{ responses: { 200: { description: ok, content: { application/json: {} } } } }',
    },
    {
      of: 'operation',
      before: '{ requestBody: { content: { application/jsonl: {} } }, responses: {} }',
      after: '{ requestBody: { content: { application/jsonl: { itemSchema: { type: string } } } }, responses: {} }',
    },
    {
      of: 'operation',
      before: '{ requestBody: { content: { application/jsonl: { itemSchema: { type: string } } } }, responses: {} }',
      after: '{ requestBody: { content: { application/jsonl: {} } }, responses: {} }',
    },
    {
      of: 'operation',
      before: '{ responses: { 200: { description: ok, content: { application/jsonl: {} } } } }',
      after:
        '{ responses: { 200: { description: ok, content: { application/jsonl: { itemSchema: { type: string } } } } } }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, content: { application/jsonl: { itemSchema: { type: string } } } } } }',
      after: '{ responses: { 200: { description: ok, content: { application/jsonl: { schema: { type: array } } } } } }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, content: { application/jsonl: { itemSchema: { type: string } } } } } }',
      after: '{ responses: { 200: { description: ok, content: { application/jsonl: {} } } } }',
    },
  ],
  reversed: {
    'request-body-media-type-schema-added': 'info',
    'request-body-media-type-schema-removed': 'error',
    'response-body-media-type-schema-added': 'error',
    'response-body-media-type-schema-removed': 'info',
    'request-body-media-type-item-schema-added': 'info',
    'request-body-media-type-item-schema-removed': 'error',
    'response-body-media-type-item-schema-added': 'error',
    'response-body-media-type-item-schema-removed': 'info',
    'response-body-media-type-item-schema-removed-untyped': 'info',
  },
  compare: (pair, context) => mediaPairs(pair).flatMap((media) => changed(media, context)),
  say: ({ where, id, args }) => {
    const kind = id.includes('-item-') ? 'schema for its items' : 'schema';
    return `${where}: ${plain(args[0])} has ${id.endsWith('-added') ? `a ${kind} now` : `no ${kind} any more`}.`;
  },
};

function changed({ surface, where, before, after }: MediaPair, { base, head }: Context): Finding[] {
  const whole = existence(before.schema, after.schema);
  const items = existence(itemsOf(base, before), itemsOf(head, after));
  const untyped = surface === 'response-body' && items === 'removed' && after.schema === undefined;
  const finding = (id: string, key: string): Finding => ({
    id: `${surface}-media-type-${id}`,
    args: [after.type],
    where,
    before: { side: base, node: before.node, key },
    after: { side: head, node: after.node, key },
  });
  return [
    ...(whole === undefined ? [] : [finding(`schema-${whole}`, 'schema')]),
    ...(items === undefined ? [] : [finding(`item-schema-${items}${untyped ? '-untyped' : ''}`, 'itemSchema')]),
  ];
}

type SchemaOrNone = MediaView['schema'];

/** A boolean where there was nothing is compared as a schema: nothing means `true`. */
function existence(before: SchemaOrNone, after: SchemaOrNone): 'added' | 'removed' | undefined {
  if ((before === undefined) === (after === undefined)) return undefined;
  const only = before ?? after;
  if (before === false) return 'removed';
  if (only === false || limitsNothing(only)) return undefined;
  return before === undefined ? 'added' : 'removed';
}

/** OpenAPI 3.2, Media Type Object: the schema of each item of a stream. */
function itemsOf({ description }: Side, media: MediaView): SchemaOrNone {
  return schemaAt(description, own(media.node, 'itemSchema'));
}
