import { own } from '../../spec/json.ts';
import { plain, show } from '../facts.ts';
import { stabilityLevels, stabilityOf } from '../lifecycle.ts';
import type { OperationCheck } from './check.ts';

export const stability: OperationCheck = {
  kind: 'operation',
  title: 'Stability level',
  why: 'A lower stability level takes back a promise that clients were given.',
  ids: {
    'api-stability-decreased': 'error',
    'api-stability-increased': 'info',
    'api-invalid-stability-level': 'error',
  },
  examples: [
    { of: 'operation', before: 'responses: {}', after: '{ x-stability-level: beta, responses: {} }' },
    { of: 'operation', before: '{ x-stability-level: beta, responses: {} }', after: 'responses: {}' },
    { of: 'operation', before: 'responses: {}', after: '{ x-stability-level: ga, responses: {} }' },
  ],
  compare: ({ before, after }, { base, head }) => {
    const [old, now] = [own(before.node, key), own(after.node, key)];
    if (old === now) return [];
    const [from, to] = [stabilityOf(before.node), stabilityOf(after.node)];
    const spots = { before: { side: base, node: before.node, key }, after: { side: head, node: after.node, key } };
    if (from === undefined || to === undefined) {
      const wrong = to === undefined ? now : old;
      return [{ id: 'api-invalid-stability-level', args: [wrong ?? null], ...spots }];
    }
    const steps = stabilityLevels.indexOf(to) - stabilityLevels.indexOf(from);
    if (steps === 0) return [];
    return [{ id: steps < 0 ? 'api-stability-decreased' : 'api-stability-increased', args: [from, to], ...spots }];
  },
  say: ({ id, args }) =>
    id === 'api-invalid-stability-level'
      ? `The stability level ${show(args[0])} is none of ${stabilityLevels.join(', ')}.`
      : `The stability level went from ${plain(args[0])} to ${plain(args[1])}.`,
};

const key = 'x-stability-level';
