import { rewritings, sayRewriting } from '../operations/rewriting.ts';
import { headerTitle } from '../operations/titles.ts';
import { plain } from '../wording.ts';
import type { Finding, OperationCheck } from './check.ts';

const object = 'schema: { type: object, properties: { a: { type: string } } }';
const list = 'type: array, items: { type: string }';

export const responseHeaderSerialization: OperationCheck = {
  kind: 'operation',
  title: 'How a response header is written',
  why: 'Clients that read `a,1,b,2` cannot read `a=1,b=2`, and nothing that waits for a list of words can read JSON.',
  instead: 'Send a second header in the new form beside the old one.',
  ids: {
    'response-header-style-changed': 'error',
    'response-header-explode-changed': 'error',
    'response-header-content-changed': 'error',
  },
  ours: ['response-header-style-changed', 'response-header-explode-changed', 'response-header-content-changed'],
  examples: [
    { of: 'operation', before: answer(`{ ${object} }`), after: answer(`{ explode: true, ${object} }`) },
    {
      of: 'operation',
      before: answer(`{ ${object} }`),
      after: answer(`{ content: { application/json: { ${object} } } }`),
    },
    {
      of: 'document',
      before: old(`{ ${list} }`),
      after: old(`{ ${list}, collectionFormat: pipes }`),
    },
  ],
  compare: ({ answers }, sides) =>
    answers.flatMap(({ after: { status }, headers }) =>
      headers.both.flatMap(({ before, after }) =>
        rewritings(before, after, sides).map(({ event, args, ...spots }): Finding => ({
          id: `response-header-${event}`,
          args: [after.name, status, ...args],
          where: headerTitle(after),
          property: after.name,
          ...spots,
        })),
      ),
    ),
  say: ({ where, id, args: [, status, ...values] }) =>
    sayRewriting(`${where} of response ${plain(status)}`, id, values),
};

function answer(header: string): string {
  return `{ responses: { 200: { description: ok, headers: { X-A: ${header} } } } }`;
}

function old(header: string): string {
  return `{ swagger: '2.0', paths: { /a: { get: ${answer(header)} } } }`;
}
