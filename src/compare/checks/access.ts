import type { OperationPair } from '../operations/operation-pair.ts';
import { lessWhatWasSent } from '../security/carried.ts';
import { effective, namesFor, sufficing, waysOf, wayText, type Way } from '../security/ways.ts';
import { fewOf, listed, plain } from '../wording.ts';
import type { Finding, OperationCheck } from './check.ts';

export const access: OperationCheck = {
  kind: 'operation',
  title: 'Access narrowed or opened',
  why: 'A request with the credentials that were enough until now, or with none, is refused; or one that needed credentials comes in without. The requirement of the whole document counts for every operation that has none of its own.',
  instead:
    'Offer the stricter requirement beside the old one, watch who still comes without it, then take the old one out.',
  ids: {
    'api-access-narrowed': 'error',
    'api-access-opened': 'info',
  },
  ours: ['api-access-narrowed', 'api-access-opened'],
  examples: [
    {
      of: 'document',
      before: 'paths: { /a: { get: { responses: {} } } }',
      after: '{ security: [{ key: [] }], paths: { /a: { get: { responses: {} } } } }',
    },
    {
      of: 'document',
      before: '{ security: [{ key: [] }, {}], paths: { /a: { get: { responses: {} } } } }',
      after: '{ security: [{ key: [] }], paths: { /a: { get: { responses: {} } } } }',
    },
    {
      of: 'operation',
      before: '{ security: [{ key: [] }], responses: {} }',
      after: '{ security: [{ key: [] }, {}], responses: {} }',
    },
  ],
  compare: (pair, { base, head, schemeNames }) => {
    const { before, after, reversed } = pair;
    if (reversed) return [];
    const names = namesFor(before.securityNode, after.securityNode, schemeNames);
    const now = effective(waysOf(after.securityNode, names));
    const old = effective(waysOf(before.securityNode));
    const spots = {
      before: { side: base, node: before.securityNode, key: 'security' },
      after: { side: head, node: after.securityNode, key: 'security' },
      cause: { side: head, node: after.securityNode, key: 'security' },
    };
    if (isOpened(pair, old, now)) return [{ id: 'api-access-opened', args: [], ...spots }];
    const serves = sufficing(now);
    const shut = old
      .filter((way) => !serves(way))
      .filter(({ name }) => name === '' || before.securityNode !== before.node);
    if (shut.length === 0) return [];
    const servesToo = sufficing(lessWhatWasSent(now, { base, head, names }, before));
    return shut
      .filter((way) => !servesToo(way))
      .map((way): Finding => ({
        id: 'api-access-narrowed',
        args: [way.name, ...fewOf(now.map(({ name }) => name))],
        ...spots,
      }));
  },
  say: ({ id, args: [way, ways, more] }) =>
    id === 'api-access-opened'
      ? 'Requests without credentials are accepted now.'
      : `Requests ${way === '' ? 'without credentials' : `with ${plain(way)}`} are refused now; asked for: ${listed(ways, more, ' or ')}.`,
};

/** Whether an operation lets everybody in by a requirement of its own. That one of its own is gone is told of that one. */
function isOpened({ before, after }: OperationPair, old: readonly Way[], now: readonly Way[]): boolean {
  const isOpen = (ways: readonly Way[]): boolean => ways.some(({ name }) => name === '');
  if (after.securityNode !== after.node || isOpen(old) || !isOpen(now)) return false;
  const left = new Set(now.map(wayText));
  return before.securityNode !== before.node || old.every((way) => left.has(wayText(way)));
}
