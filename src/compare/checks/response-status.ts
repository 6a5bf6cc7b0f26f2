import type { ResponseView } from '../../spec/operations.ts';
import { partSpot, responseSpot } from '../operations/places.ts';
import { plain } from '../wording.ts';
import type { OperationCheck } from './check.ts';

export const responseStatus: OperationCheck = {
  kind: 'operation',
  title: 'Response statuses',
  why: 'Clients branch on the status: one that they wait for never comes, one that they do not know does.',
  instead:
    'Keep the status that clients wait for; a new success belongs to a new operation or behind a request header.',
  ids: {
    'response-success-status-added': 'info',
    'response-success-status-removed': 'error',
    'response-non-success-status-added': 'info',
    'response-non-success-status-removed': 'info',
  },
  examples: [
    {
      of: 'operation',
      before: '{ responses: { 200: { description: ok } } }',
      after: '{ responses: { 200: { description: ok }, 201: { description: made }, 404: { description: none } } }',
    },
    {
      of: 'operation',
      before: '{ responses: { 200: { description: ok }, 201: { description: made }, 404: { description: none } } }',
      after: '{ responses: { 200: { description: ok } } }',
    },
  ],
  compare: ({ before, after, responses }, { base, head }) => [
    ...responses.removed.filter(hasStatus).map((response) => ({
      id: `response-${success(response)}-status-removed`,
      args: [response.status],
      before: responseSpot(base, before, response),
      cause: partSpot(base, before, 'responses', response.status),
    })),
    ...responses.added.filter(hasStatus).map((response) => ({
      id: `response-${success(response)}-status-added`,
      args: [response.status],
      after: responseSpot(head, after, response),
      cause: partSpot(head, after, 'responses', response.status),
    })),
  ],
  say: ({ id, args }) => `Response status ${plain(args[0])} is ${id.endsWith('-added') ? 'new' : 'gone'}.`,
};

/** `default` stands for every status that is not named. */
function hasStatus(response: ResponseView): boolean {
  return response.status !== 'default';
}

function success(response: ResponseView): 'success' | 'non-success' {
  return response.status.startsWith('2') ? 'success' : 'non-success';
}
