import { own } from '../../spec/json.ts';
import { operationSpot, webhooksOf } from '../operations/places.ts';
import { plain } from '../wording.ts';
import type { DocumentCheck, Finding } from './check.ts';

export const operationAdded: DocumentCheck = {
  kind: 'document',
  title: 'Operation added',
  why: 'A new operation is a new promise, and a new way in: see that its access is meant.',
  instead: 'Declare its security, give it an owner, and mark it `x-stability-level: beta` while it may still change.',
  ids: {
    'endpoint-added': 'info',
    'webhook-added': 'info',
  },
  examples: [
    { of: 'document', before: 'paths: {}', after: 'paths: { /a: { get: { responses: {} } } }' },
    { of: 'document', before: 'webhooks: {}', after: 'webhooks: { paid: { post: { responses: {} } } }' },
  ],
  compare: ({ added }, { base, head }) => {
    const [old, now] = [webhooksOf(base), webhooksOf(head)];
    const views = added.filter(
      ({ kind, path }) => kind !== 'webhook' || own(old, path.slice('webhook:'.length)) !== undefined,
    );
    return [
      ...views.map((view): Finding => ({
        id: 'endpoint-added',
        args: [view.method, view.path],
        after: operationSpot(head, view),
        operations: [view],
      })),
      ...Object.keys(now ?? {})
        .filter((name) => own(old, name) === undefined)
        .map((name): Finding => ({
          id: 'webhook-added',
          args: [name],
          after: { side: head, node: now ?? head.description.root, key: name },
        })),
    ];
  },
  say: ({ id, args: [method, path] }) =>
    id === 'webhook-added' ? `Webhook ${plain(method)} is new.` : `${plain(method)} ${plain(path)} is new.`,
};
