import { plain } from '../facts.ts';
import { operationSpot } from '../places.ts';
import type { DocumentCheck } from './check.ts';

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
  compare: ({ added }, { head }) =>
    added.map((view) => ({
      id: view.kind === 'webhook' ? 'webhook-added' : 'endpoint-added',
      args: [view.method, view.path],
      after: operationSpot(head, view),
      operations: [view],
    })),
  say: ({ args: [method, path] }) => `${plain(method)} ${plain(path)} is new.`,
};
