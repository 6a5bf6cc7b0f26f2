import { asObject, own } from '../../spec/json.ts';
import { plain } from '../facts.ts';
import { operationSpot } from '../places.ts';
import type { Side } from '../side.ts';
import type { DocumentCheck, Finding } from './check.ts';

export const operationAdded: DocumentCheck = {
  kind: 'document',
  title: 'Operation added',
  why: 'A new operation is a new promise, and a new way in: see that its access is meant.',
  ids: {
    'endpoint-added': 'info',
    'webhook-added': 'info',
  },
  examples: [
    { of: 'document', before: 'paths: {}', after: 'paths: { /a: { get: { responses: {} } } }' },
    { of: 'document', before: 'webhooks: {}', after: 'webhooks: { paid: { post: { responses: {} } } }' },
  ],
  compare: ({ added }, { base, head }) => {
    const known = asObject(own(base.description.root, 'webhooks'));
    return added.map((view): Finding => {
      const name = view.path.slice('webhook:'.length);
      if (view.kind === 'webhook' && own(known, name) === undefined) return webhookAdded(name, head);
      return {
        id: 'endpoint-added',
        args: [view.method, view.path],
        after: operationSpot(head, view),
        operations: [view],
      };
    });
  },
  say: ({ id, args: [method, path] }) =>
    id === 'webhook-added' ? `Webhook ${plain(method)} is new.` : `${plain(method)} ${plain(path)} is new.`,
};

/** A webhook is new as a whole: one change, however many methods it has. */
function webhookAdded(name: string, head: Side): Finding {
  const { root } = head.description;
  return {
    id: 'webhook-added',
    args: [name],
    after: { side: head, node: asObject(own(root, 'webhooks')) ?? root, key: name },
  };
}
