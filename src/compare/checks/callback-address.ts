import { addressIn } from '../operations/addresses.ts';
import { plain } from '../wording.ts';
import type { OperationCheck } from './check.ts';

export const callbackAddress: OperationCheck = {
  kind: 'operation',
  title: 'Address of a callback',
  why: 'Clients that say where they want to be called say it where it was read until now, and wait in vain.',
  instead: 'Go on reading the old place, and call the address that either of the two holds.',
  ids: {
    'callback-address-changed': 'error',
  },
  ours: ['callback-address-changed'],
  examples: [
    {
      of: 'operation',
      before: calling('{$request.body#/url}'),
      after: calling('{$request.body#/callback}'),
    },
  ],
  compare: ({ before, after }, { base, head }) => {
    const [old, now] = [before.callback, after.callback];
    if (old === undefined || now === undefined || addressIn(old) === addressIn(now)) return [];
    return [
      {
        id: 'callback-address-changed',
        args: [old.name, old.expression, now.expression],
        before: { side: base, node: before.pathItem },
        after: { side: head, node: after.pathItem },
      },
    ];
  },
  say: ({ args: [name, from, to] }) =>
    `Callback ${plain(name)} is sent to another address: it went from ${plain(from)} to ${plain(to)}.`,
};

function calling(expression: string): string {
  return `{ callbacks: { done: { "${expression}": { post: { responses: {} } } } }, responses: {} }`;
}
