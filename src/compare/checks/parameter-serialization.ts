import { own, type Json } from '../../spec/json.ts';
import type { ParameterView } from '../../spec/operations.ts';
import { plain } from '../facts.ts';
import { parameterTitle } from '../roots.ts';
import { rewriting } from '../serialization.ts';
import type { Context, Finding, OperationCheck } from './check.ts';

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
      events(before, after, { base, head }).map(({ id, key, args }): Finding => ({
        id: `request-parameter-${id}`,
        args: [after.in, after.name, ...args],
        where: parameterTitle(after),
        property: after.name,
        before: { side: base, node: before.node, key },
        after: { side: head, node: after.node, key },
      })),
    ),
  say: ({ where, id, args: [, , from, to] }) => {
    if (id.endsWith('-became-allow-reserved')) return `${where} may contain reserved characters as they are now.`;
    if (id.endsWith('-not-allow-reserved')) return `${where}: reserved characters have to be percent-encoded now.`;
    const what = id.replace('request-parameter-', '').replace('-changed', '');
    return `${where} is written in another way: ${what} went from ${plain(from)} to ${plain(to)}.`;
  },
};

type Sides = Pick<Context, 'base' | 'head'>;

interface Event {
  readonly id: string;
  readonly key: string;
  readonly args: readonly Json[];
}

function events(before: ParameterView, after: ParameterView, sides: Sides): Event[] {
  const written = rewriting(before, after, sides);
  return [...(written === undefined ? [] : [{ ...written, id: written.event }]), ...reserved(before, after)];
}

/** Only in a query is there anything reserved (OpenAPI 3.1, Parameter Object). */
function reserved(before: ParameterView, after: ParameterView): Event[] {
  const [old, now] = [before, after].map(({ node }) => own(node, 'allowReserved') === true);
  if (after.in !== 'query' || old === now) return [];
  return [{ id: `became-${now === true ? '' : 'not-'}allow-reserved`, key: 'allowReserved', args: [] }];
}
