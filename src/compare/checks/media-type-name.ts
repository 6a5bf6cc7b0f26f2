import {
  bareType,
  covers,
  mediaTypeParts,
  specializes,
  takersAmong,
  takes,
  telling,
} from '../operations/media-types.ts';
import type { OperationPair } from '../operations/operation-pair.ts';
import { entrySpot } from '../operations/places.ts';
import { plain } from '../wording.ts';
import type { Context, Finding, OperationCheck } from './check.ts';

export const mediaTypeName: OperationCheck = {
  kind: 'operation',
  title: 'Name and parameters of a media type',
  why: 'Clients choose how to read a response by its media type; a more general one says less about what comes. What they send in the version that a parameter named until now is refused.',
  instead:
    'Offer the more precise media type beside the old one, so that clients can choose; go on accepting the old one.',
  ids: {
    'response-media-type-name-changed': 'warning',
    'response-media-type-name-generalized': 'error',
    'response-media-type-name-specialized': 'info',
    'response-media-type-parameter-added': 'info',
    'response-media-type-parameter-changed': 'error',
    'response-media-type-parameter-removed': 'error',
    'request-body-media-type-parameter-added': 'warning',
    'request-body-media-type-parameter-changed': 'error',
    'request-body-media-type-parameter-removed': 'info',
  },
  ours: [
    'request-body-media-type-parameter-added',
    'request-body-media-type-parameter-changed',
    'request-body-media-type-parameter-removed',
  ],
  reversed: {
    'response-media-type-name-generalized': 'info',
    'response-media-type-name-specialized': 'error',
    'response-media-type-parameter-added': 'warning',
    'response-media-type-parameter-removed': 'info',
    'request-body-media-type-parameter-added': 'info',
    'request-body-media-type-parameter-removed': 'error',
  },
  examples: [
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, content: { application/problem+json: { schema: { type: string } } } } } }',
      after: '{ responses: { 200: { description: ok, content: { application/json: { schema: { type: string } } } } } }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, content: { application/json: { schema: { type: string } } } } } }',
      after:
        '{ responses: { 200: { description: ok, content: { application/problem+json: { schema: { type: string } } } } } }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, content: { text/plain; charset=utf-8: { schema: { type: string } } } } } }',
      after:
        '{ responses: { 200: { description: ok, content: { text/plain; version=1: { schema: { type: string } } } } } }',
    },
    {
      of: 'operation',
      before: '{ responses: { 200: { description: ok, content: { text/plain: { schema: { type: string } } } } } }',
      after:
        '{ responses: { 200: { description: ok, content: { text/plain; charset=utf-8: { schema: { type: string } } } } } }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, content: { text/plain; charset=utf-8: { schema: { type: string } } } } } }',
      after: '{ responses: { 200: { description: ok, content: { text/plain: { schema: { type: string } } } } } }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, content: { text/plain; charset=utf-8: { schema: { type: string } } } } } }',
      after:
        '{ responses: { 200: { description: ok, content: { text/plain; charset=ascii: { schema: { type: string } } } } } }',
    },
    {
      of: 'operation',
      before: '{ requestBody: { content: { application/json; version=1: {} } }, responses: {} }',
      after: '{ requestBody: { content: { application/json; version=2: {} } }, responses: {} }',
    },
    {
      of: 'operation',
      before: '{ requestBody: { content: { application/json: {} } }, responses: {} }',
      after: '{ requestBody: { content: { application/json; version=1: {} } }, responses: {} }',
    },
    {
      of: 'operation',
      before: '{ requestBody: { content: { application/json; version=1: {} } }, responses: {} }',
      after: '{ requestBody: { content: { application/json: {} } }, responses: {} }',
    },
  ],
  compare: (pair, context) => [...inResponses(pair, context), ...inRequest(pair, context)],
  say: ({ args: [from, to, status] }) =>
    `${status === undefined ? 'Request body' : `Response ${plain(status)}`}: the media type went from ${plain(from)} to ${plain(to)}.`,
};

function inResponses({ answers }: OperationPair, { base, head }: Context): Finding[] {
  return answers.flatMap((answer) => {
    const standing = new Set(answer.after.content.map(({ type }) => type));
    return answer.content.both.flatMap(({ before, after }): Finding[] => {
      const event = eventOf(before.type, after.type);
      if (event === undefined || standing.has(before.type)) return [];
      return [
        {
          id: `response-media-type-${event}`,
          args: [before.type, after.type, answer.after.status],
          before: entrySpot(base, answer.before.node, 'content', before.type),
          after: entrySpot(head, answer.after.node, 'content', after.type),
        },
      ];
    });
  });
}

/**
 * What clients sent in the words of a parameter, or without one: whether the server takes it as one of what it asks for now. Many take a
 * type without its parameter.
 */
function inRequest({ body }: OperationPair, { base, head }: Context): Finding[] {
  if (body === undefined) return [];
  const takersOf = takersAmong(body.after.content);
  return body.content.both.flatMap(({ before, after }): Finding[] => {
    const isSame = bareType(before.type) === bareType(after.type);
    const [event] = isSame ? parameterEvents(telling(before.type, after.type), telling(after.type, before.type)) : [];
    if (event === undefined) return [];
    if (takersOf(before.type).some((media) => media !== after && takes(media.type, before.type))) return [];
    return [
      {
        id: `request-body-media-type-${event}`,
        args: [before.type, after.type],
        before: entrySpot(base, body.before.node, 'content', before.type),
        after: entrySpot(head, body.after.node, 'content', after.type),
      },
    ];
  });
}

function eventOf(before: string, after: string): string | undefined {
  const parameters = parameterEvent(before, after);
  if (bareType(before) === bareType(after)) return parameters;
  if (parameters !== undefined) return 'name-changed';
  return specializes(after, before) || covers(before, after) ? 'name-specialized' : 'name-generalized';
}

/** One kind of change can be named; of several at once one can only say that the name changed. */
function parameterEvent(before: string, after: string): string | undefined {
  const found = parameterEvents(mediaTypeParts(before).parameters, mediaTypeParts(after).parameters);
  return found.length > 1 ? 'name-changed' : found[0];
}

type Parameters = ReadonlyMap<string, string>;

/** The worst for a request first. */
function parameterEvents(old: Parameters, now: Parameters): string[] {
  const removed = [...old.keys()].some((name) => !now.has(name));
  const added = [...now.keys()].some((name) => !old.has(name));
  const changed = [...old].some(([name, value]) => now.has(name) && now.get(name) !== value);
  const events = [changed && 'parameter-changed', added && 'parameter-added', removed && 'parameter-removed'];
  return events.filter((event) => event !== false);
}
