import { entrySpot } from '../operations/places.ts';
import { plain } from '../wording.ts';
import type { Finding, OperationCheck } from './check.ts';

export const responseHeader: OperationCheck = {
  kind: 'operation',
  title: 'Response headers',
  why: 'Clients that read a header find nothing when it is gone or left out; those that answer a webhook or callback without a header that is required now are refused.',
  instead: 'Go on sending the header, and taking answers without it; mark it deprecated first where it has to go.',
  ids: {
    'response-header-added': 'info',
    'required-response-header-removed': 'error',
    'optional-response-header-removed': 'info',
    'response-header-became-optional': 'error',
    'response-header-became-required': 'error',
  },
  ours: ['response-header-became-required'],
  reversed: {
    'required-response-header-removed': 'info',
    'response-header-became-optional': 'info',
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
    {
      of: 'document',
      before: hook('{ X-A: { schema: { type: string } } }'),
      after: hook('{ X-A: { required: true, schema: { type: string } } }'),
    },
  ],
  compare: ({ answers, reversed }, { base, head }) =>
    answers.flatMap(({ before, after, headers }): Finding[] => [
      ...headers.removed.map((header) => ({
        id: `${header.required ? 'required' : 'optional'}-response-header-removed`,
        args: [header.name, before.status],
        before: entrySpot(base, before.node, 'headers', header.name),
      })),
      ...headers.added.map((header) => ({
        id: 'response-header-added',
        ...(reversed && header.required && { level: 'error' as const }),
        args: [header.name, after.status],
        after: entrySpot(head, after.node, 'headers', header.name),
      })),
      ...headers.both
        .filter(({ before: old, after: now }) =>
          reversed ? old.required !== now.required : old.required && !now.required,
        )
        .map((pair) => ({
          id: `response-header-became-${pair.after.required ? 'required' : 'optional'}`,
          args: [pair.after.name, after.status],
          before: { side: base, node: pair.before.node, key: 'required' },
          after: { side: head, node: pair.after.node, key: 'required' },
        })),
    ]),
  say: ({ id, args: [name, status] }) => {
    const outcome = id.endsWith('-added')
      ? 'is new'
      : id.endsWith('-removed')
        ? 'is gone'
        : `became ${id.endsWith('-required') ? 'required' : 'optional'}`;
    return `Header ${plain(name)} of response ${plain(status)} ${outcome}.`;
  },
};

function hook(headers: string): string {
  return `webhooks: { paid: { post: { responses: { 200: { description: ok, headers: ${headers} } } } } }`;
}
