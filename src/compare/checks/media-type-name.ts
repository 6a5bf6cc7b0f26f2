import { plain } from '../facts.ts';
import { mediaTypeParts, bareType, covers, specializes } from '../match-content.ts';
import { entrySpot } from '../places.ts';
import type { Finding, OperationCheck } from './check.ts';

export const mediaTypeName: OperationCheck = {
  kind: 'operation',
  title: 'Name and parameters of a media type',
  why: 'Clients choose how to read a response by its media type; a more general one says less about what comes.',
  instead: 'Offer the more precise media type beside the old one, so that clients can choose.',
  ids: {
    'response-media-type-name-changed': 'warning',
    'response-media-type-name-generalized': 'error',
    'response-media-type-name-specialized': 'info',
    'response-media-type-parameter-added': 'info',
    'response-media-type-parameter-changed': 'error',
    'response-media-type-parameter-removed': 'error',
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
  ],
  compare: ({ answers }, { base, head }) =>
    answers.flatMap((answer) =>
      answer.content.both.flatMap(({ before, after }): Finding[] => {
        const event = eventOf(before.type, after.type);
        const stands = answer.after.content.some(({ type }) => type === before.type);
        if (event === undefined || stands) return [];
        return [
          {
            id: `response-media-type-${event}`,
            args: [before.type, after.type, answer.after.status],
            before: entrySpot(base, answer.before.node, 'content', before.type),
            after: entrySpot(head, answer.after.node, 'content', after.type),
          },
        ];
      }),
    ),
  say: ({ args: [from, to, status] }) =>
    `Response ${plain(status)}: the media type went from ${plain(from)} to ${plain(to)}.`,
};

function eventOf(before: string, after: string): string | undefined {
  const parameters = parameterEvent(before, after);
  if (bareType(before) === bareType(after)) return parameters;
  if (parameters !== undefined) return 'name-changed';
  return specializes(after, before) || covers(before, after) ? 'name-specialized' : 'name-generalized';
}

/** One kind of change can be named; of several at once one can only say that the name changed. */
function parameterEvent(before: string, after: string): string | undefined {
  const [old, now] = [mediaTypeParts(before).parameters, mediaTypeParts(after).parameters];
  const removed = [...old.keys()].some((name) => !now.has(name));
  const added = [...now.keys()].some((name) => !old.has(name));
  const changed = [...old].some(([name, value]) => now.has(name) && now.get(name) !== value);
  const events = [removed && 'parameter-removed', added && 'parameter-added', changed && 'parameter-changed'];
  const found = events.filter((event) => event !== false);
  return found.length > 1 ? 'name-changed' : found[0];
}
