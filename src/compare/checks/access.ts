import { lessWhatWasSent } from '../security/carried.ts';
import { effective, namesFor, sufficing, waysOf } from '../security/ways.ts';
import { fewOf, listed, plain } from '../wording.ts';
import type { Finding, OperationCheck } from './check.ts';

export const access: OperationCheck = {
  kind: 'operation',
  title: 'Access narrowed',
  why: 'A request with the credentials that were enough until now, or with none, is refused. The requirement of the whole document counts for every operation that has none of its own.',
  instead:
    'Offer the stricter requirement beside the old one, watch who still comes without it, then take the old one out.',
  ids: {
    'api-access-narrowed': 'error',
  },
  ours: ['api-access-narrowed'],
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
  ],
  compare: ({ before, after, reversed }, { base, head, schemeNames }) => {
    if (reversed) return [];
    const names = namesFor(before.securityNode, after.securityNode, schemeNames);
    const now = effective(waysOf(after.securityNode, names));
    const serves = sufficing(now);
    const shut = effective(waysOf(before.securityNode))
      .filter((way) => !serves(way))
      .filter(({ name }) => name === '' || before.securityNode !== before.node);
    if (shut.length === 0) return [];
    const servesToo = sufficing(lessWhatWasSent(now, { base, head, names }, before));
    return shut
      .filter((way) => !servesToo(way))
      .map((way): Finding => ({
        id: 'api-access-narrowed',
        args: [way.name, ...fewOf(now.map(({ name }) => name))],
        before: { side: base, node: before.securityNode, key: 'security' },
        after: { side: head, node: after.securityNode, key: 'security' },
        cause: { side: head, node: after.securityNode, key: 'security' },
      }));
  },
  say: ({ args: [way, ways, more] }) =>
    `Requests ${way === '' ? 'without credentials' : `with ${plain(way)}`} are refused now; asked for: ${listed(ways, more, ' or ')}.`,
};
