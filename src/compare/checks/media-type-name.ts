import { plain } from '../facts.ts';
import { bareType, syntaxOf } from '../operation-pair.ts';
import { entrySpot } from '../places.ts';
import type { Finding, OperationCheck } from './check.ts';

export const mediaTypeName: OperationCheck = {
  kind: 'operation',
  title: 'Name and parameters of a media type',
  why: 'Clients choose how to read a response by its media type; a more general one says less about what comes.',
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
        '{ responses: { 200: { description: ok, content: { application/a+json: { schema: { type: string } } } } } }',
      after:
        '{ responses: { 200: { description: ok, content: { application/b+json: { schema: { type: string } } } } } }',
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
        if (event === undefined) return [];
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
  const [from, to] = [bareType(before), bareType(after)];
  if (from === to) return parameterEvent(parametersOf(before), parametersOf(after));
  if (to === syntaxOf(from)) return 'name-generalized';
  return from === syntaxOf(to) ? 'name-specialized' : 'name-changed';
}

function parameterEvent(before: readonly string[], after: readonly string[]): string | undefined {
  const removed = before.some((parameter) => !after.includes(parameter));
  const added = after.some((parameter) => !before.includes(parameter));
  if (removed) return added ? 'parameter-changed' : 'parameter-removed';
  return added ? 'parameter-added' : undefined;
}

function parametersOf(type: string): string[] {
  return type
    .split(';')
    .slice(1)
    .map((parameter) => parameter.trim());
}
