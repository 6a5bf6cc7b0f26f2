import { own } from '../../spec/json.ts';
import { plain } from '../wording.ts';
import type { OperationCheck } from './check.ts';

export const operationId: OperationCheck = {
  kind: 'operation',
  title: 'Operation id',
  why: 'Generated clients name their functions after it: another one breaks the build of whoever updates.',
  instead: 'Keep the id: it is the name of a function in somebody’s code. A better name belongs into the summary.',
  ids: {
    'api-operation-id-added': 'info',
    'api-operation-id-removed': 'info',
  },
  examples: [
    { of: 'operation', before: '{ operationId: a, responses: {} }', after: '{ operationId: b, responses: {} }' },
    { of: 'operation', before: '{ responses: {} }', after: '{ operationId: b, responses: {} }' },
  ],
  compare: ({ before, after }, { base, head, same }) => {
    const [from, to] = [own(before.node, key) || null, own(after.node, key) || null];
    if (same.equal(from, to)) return [];
    const spots = { before: { side: base, node: before.node, key }, after: { side: head, node: after.node, key } };
    return [{ id: from === null ? 'api-operation-id-added' : 'api-operation-id-removed', args: [from, to], ...spots }];
  },
  say: ({ args: [from, to] }) => {
    if (from === null) return `The operation has the id ${plain(to)} now.`;
    return to === null
      ? `The operation id ${plain(from)} is gone.`
      : `The operation id went from ${plain(from)} to ${plain(to)}.`;
  },
};

const key = 'operationId';
