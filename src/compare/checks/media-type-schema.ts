import type { MediaView } from '../../spec/operations.ts';
import { plain } from '../facts.ts';
import type { Matching } from '../matching.ts';
import type { Context, Finding, OperationCheck } from './check.ts';

export const mediaTypeSchema: OperationCheck = {
  kind: 'operation',
  title: 'Schema of a media type',
  why: 'A schema where there was none limits what may be sent; without one, anything may come.',
  ids: {
    'request-body-media-type-schema-added': 'error',
    'request-body-media-type-schema-removed': 'info',
    'response-body-media-type-schema-added': 'info',
    'response-body-media-type-schema-removed': 'error',
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
  ],
  reversed: {
    'request-body-media-type-schema-added': 'info',
    'request-body-media-type-schema-removed': 'error',
    'response-body-media-type-schema-added': 'error',
    'response-body-media-type-schema-removed': 'info',
  },
  compare: ({ body, answers }, context) => [
    ...changed('request-body', 'Request body', body?.content.both ?? [], context),
    ...answers.flatMap((answer) =>
      changed('response-body', `Response ${answer.after.status}`, answer.content.both, context),
    ),
  ],
  say: ({ where, id, args }) =>
    `${where}: ${plain(args[0])} has ${id.endsWith('-added') ? 'a schema now' : 'no schema any more'}.`,
};

function changed(
  surface: string,
  where: string,
  pairs: Matching<MediaView>['both'],
  { base, head }: Context,
): Finding[] {
  return pairs
    .filter(({ before, after }) => typeof before.schema !== 'boolean' && typeof after.schema !== 'boolean')
    .filter(({ before, after }) => (before.schema === undefined) !== (after.schema === undefined))
    .map(({ before, after }) => ({
      id: `${surface}-media-type-schema-${before.schema === undefined ? 'added' : 'removed'}`,
      args: [after.type],
      where,
      before: { side: base, node: before.node, key: 'schema' },
      after: { side: head, node: after.node, key: 'schema' },
    }));
}
