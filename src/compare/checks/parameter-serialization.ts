import { rewritings, sayRewriting } from '../operations/rewriting.ts';
import { parameterTitle } from '../operations/titles.ts';
import type { Finding, OperationCheck } from './check.ts';

export const parameterSerialization: OperationCheck = {
  kind: 'operation',
  title: 'How a parameter is written',
  why: 'A list that clients write as `a=1,2` is read as one value, or refused, by a server that waits for `a=1|2` or for JSON.',
  instead: 'Add a second parameter in the new style, and accept both.',
  ids: {
    'request-parameter-style-changed': 'error',
    'request-parameter-explode-changed': 'error',
    'request-parameter-content-changed': 'error',
    'request-parameter-became-allow-reserved': 'info',
    'request-parameter-became-not-allow-reserved': 'error',
  },
  ours: [
    'request-parameter-style-changed',
    'request-parameter-explode-changed',
    'request-parameter-content-changed',
    'request-parameter-became-allow-reserved',
    'request-parameter-became-not-allow-reserved',
  ],
  examples: [
    {
      of: 'operation',
      before: '{ parameters: [{ name: a, in: query, explode: false, schema: { type: array } }], responses: {} }',
      after:
        '{ parameters: [{ name: a, in: query, style: pipeDelimited, explode: false, schema: { type: array } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: a, in: query, schema: { type: array } }], responses: {} }',
      after: '{ parameters: [{ name: a, in: query, explode: false, schema: { type: array } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: a, in: query, schema: { type: object } }], responses: {} }',
      after:
        '{ parameters: [{ name: a, in: query, content: { application/json: { schema: { type: object } } } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: a, in: query, schema: { type: string } }], responses: {} }',
      after: '{ parameters: [{ name: a, in: query, allowReserved: true, schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: a, in: query, allowReserved: true, schema: { type: string } }], responses: {} }',
      after: '{ parameters: [{ name: a, in: query, schema: { type: string } }], responses: {} }',
    },
  ],
  reversed: {
    'request-parameter-became-allow-reserved': 'error',
    'request-parameter-became-not-allow-reserved': 'info',
  },
  compare: ({ parameters }, { base, head }) =>
    parameters.both.flatMap(({ before, after }) =>
      rewritings(before, after, { base, head }).map(({ event, key, args, within }): Finding => ({
        id: `request-parameter-${event}`,
        args: [after.in, after.name, ...args],
        where: parameterTitle(after),
        property: after.name,
        before: { side: base, node: within?.before ?? before.node, key },
        after: { side: head, node: within?.after ?? after.node, key },
      })),
    ),
  say: ({ where, id, args: [, , ...values] }) =>
    id.endsWith('-not-allow-reserved')
      ? `${where}: reserved characters have to be percent-encoded now.`
      : sayRewriting(where, id, values),
};
