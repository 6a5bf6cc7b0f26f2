import { serversOf, type Servers } from '../../spec/servers.ts';
import { fewOf, listed, plain } from '../facts.ts';
import { anonymous, type OperationPair } from '../operation-pair.ts';
import type { Spot } from '../schema-view.ts';
import type { Side } from '../side.ts';
import type { Context, Finding, OperationCheck } from './check.ts';

export const server: OperationCheck = {
  kind: 'operation',
  title: 'Servers',
  why: 'Clients go on calling the address that was written down, and nobody promises an answer there any more; whether it goes on answering no description can tell. A prefix that moved from the paths into the address, or back, is no change.',
  instead: 'Keep the old address among the servers while it answers, and redirect from it afterwards.',
  ids: {
    'server-removed': 'warning',
  },
  ours: ['server-removed'],
  examples: [
    {
      of: 'document',
      before: '{ servers: [{ url: https://a.example/v1 }], paths: { /a: { get: { responses: {} } } } }',
      after: '{ servers: [{ url: https://a.example/v2 }], paths: { /a: { get: { responses: {} } } } }',
    },
  ],
  compare: (pair, context) => (pair.reversed ? [] : removed(pair, context)),
  say: ({ args: [url, left, more] }) => `The server ${plain(url)} is gone; left: ${listed(left, more, ', ')}.`,
};

/** Where a side names no server at all, nothing is known of its addresses, and nothing is said. */
function removed({ before, after }: OperationPair, { base, head }: Context): Finding[] {
  const [old, now] = [serversOf(base.description, before), serversOf(head.description, after)];
  if (old === undefined || now === undefined) return [];
  const left = new Set(now.urls.map((url) => url + anonymous(after.path)));
  return old.urls
    .filter((url) => !left.has(url + anonymous(before.path)))
    .map((url) => ({
      id: 'server-removed',
      args: [url, ...fewOf(now.urls)],
      before: serverSpot(base, old, url),
      after: listSpot(head, now),
      cause: { side: base, node: old.node, key: 'servers' },
    }));
}

function serverSpot(side: Side, servers: Servers, url: string): Spot {
  const entry = servers.entries.get(url);
  return entry === undefined ? listSpot(side, servers) : { side, node: entry };
}

/** OpenAPI 2.0 says it in parts: the host stands for them. */
function listSpot(side: Side, { node }: Servers): Spot {
  return { side, node, key: Object.hasOwn(node, 'servers') ? 'servers' : 'host' };
}
