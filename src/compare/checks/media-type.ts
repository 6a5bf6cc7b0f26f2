import type { JsonObject } from '../../spec/json.ts';
import type { MediaView } from '../../spec/operations.ts';
import type { Matching } from '../matching.ts';
import { entrySpot } from '../operations/places.ts';
import { plain } from '../wording.ts';
import type { Context, Finding, OperationCheck } from './check.ts';

export const mediaType: OperationCheck = {
  kind: 'operation',
  title: 'Media types',
  why: 'Clients that send or ask for a media type that is gone are refused.',
  instead: 'Keep the old media type beside the new one until no client asks for it.',
  ids: {
    'request-body-media-type-added': 'info',
    'request-body-media-type-removed': 'error',
    'response-media-type-added': 'info',
    'response-media-type-removed': 'error',
  },
  examples: [
    {
      of: 'operation',
      before: '{ requestBody: { content: { application/json: { schema: { type: string } } } }, responses: {} }',
      after:
        '{ requestBody: { content: { application/json: { schema: { type: string } }, text/plain: { schema: { type: string } } } }, responses: {} }',
    },
    {
      of: 'operation',
      before:
        '{ requestBody: { content: { application/json: { schema: { type: string } }, text/plain: { schema: { type: string } } } }, responses: {} }',
      after: '{ requestBody: { content: { application/json: { schema: { type: string } } } }, responses: {} }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, content: { application/json: { schema: { type: string } } } } } }',
      after:
        '{ responses: { 200: { description: ok, content: { application/json: { schema: { type: string } }, text/plain: { schema: { type: string } } } } } }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, content: { application/json: { schema: { type: string } }, text/plain: { schema: { type: string } } } } } }',
      after: '{ responses: { 200: { description: ok, content: { application/json: { schema: { type: string } } } } } }',
    },
  ],
  reversed: {
    'request-body-media-type-added': 'error',
    'request-body-media-type-removed': 'info',
  },
  compare: ({ body, answers }, context) => [
    ...(body === undefined ? [] : content('request-body', body, context)),
    ...answers.flatMap((answer) =>
      content('response', answer, context).map((finding) => ({
        ...finding,
        args: [...finding.args, answer.after.status],
        where: `Response ${answer.after.status}`,
      })),
    ),
  ],
  say: ({ where, id, args }) => `${where}: media type ${plain(args[0])} is ${id.endsWith('-added') ? 'new' : 'gone'}.`,
};

interface WithContent {
  readonly before: { readonly node: JsonObject };
  readonly after: { readonly node: JsonObject };
  readonly content: Matching<MediaView>;
}

function content(surface: 'request-body' | 'response', pair: WithContent, { base, head }: Context): Finding[] {
  const where = 'Request body';
  return [
    ...pair.content.removed.map((media) => ({
      id: `${surface}-media-type-removed`,
      args: [media.type],
      where,
      before: entrySpot(base, pair.before.node, 'content', media.type),
    })),
    ...pair.content.added.map((media) => ({
      id: `${surface}-media-type-added`,
      args: [media.type],
      where,
      after: entrySpot(head, pair.after.node, 'content', media.type),
    })),
  ];
}
