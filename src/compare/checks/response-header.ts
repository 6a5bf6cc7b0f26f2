import { plain } from '../facts.ts';
import { entrySpot } from '../places.ts';
import type { Finding, OperationCheck } from './check.ts';

export const responseHeader: OperationCheck = {
  kind: 'operation',
  title: 'Response headers',
  why: 'Clients that read a header find nothing when it is gone or left out.',
  instead: 'Go on sending the header; mark it deprecated first where it has to go.',
  ids: {
    'response-header-added': 'info',
    'required-response-header-removed': 'error',
    'optional-response-header-removed': 'info',
    'response-header-became-optional': 'error',
  },
  examples: [
    {
      of: 'operation',
      before: '{ responses: { 200: { description: ok, headers: {  } } } }',
      after: '{ responses: { 200: { description: ok, headers: { X-A: { schema: { type: string } } } } } }',
    },
    {
      of: 'operation',
      before: '{ responses: { 200: { description: ok, headers: { X-A: { schema: { type: string } } } } } }',
      after: '{ responses: { 200: { description: ok, headers: {  } } } }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, headers: { X-A: { required: true, schema: { type: string } } } } } }',
      after: '{ responses: { 200: { description: ok, headers: {  } } } }',
    },
    {
      of: 'operation',
      before:
        '{ responses: { 200: { description: ok, headers: { X-A: { required: true, schema: { type: string } } } } } }',
      after: '{ responses: { 200: { description: ok, headers: { X-A: { schema: { type: string } } } } } }',
    },
  ],
  compare: ({ answers }, { base, head }) =>
    answers.flatMap(({ before, after, headers }): Finding[] => [
      ...headers.removed.map((header) => ({
        id: `${header.required ? 'required' : 'optional'}-response-header-removed`,
        args: [header.name, before.status],
        before: entrySpot(base, before.node, 'headers', header.name),
      })),
      ...headers.added.map((header) => ({
        id: 'response-header-added',
        args: [header.name, after.status],
        after: entrySpot(head, after.node, 'headers', header.name),
      })),
      ...headers.both
        .filter((pair) => pair.before.required && !pair.after.required)
        .map((pair) => ({
          id: 'response-header-became-optional',
          args: [pair.after.name, after.status],
          before: { side: base, node: pair.before.node, key: 'required' },
          after: { side: head, node: pair.after.node, key: 'required' },
        })),
    ]),
  say: ({ id, args: [name, status] }) => {
    const outcome = id.endsWith('-added') ? 'is new' : id.endsWith('-removed') ? 'is gone' : 'became optional';
    return `Header ${plain(name)} of response ${plain(status)} ${outcome}.`;
  },
};
