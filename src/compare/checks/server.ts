import type { Json } from '../../spec/json.ts';
import type { OperationView } from '../../spec/operations.ts';
import { serversOf, type Servers } from '../../spec/servers.ts';
import { addressOf, Reached } from '../addresses.ts';
import { fewOf, listed, plain } from '../facts.ts';
import { groupBy } from '../group-by.ts';
import type { Spot } from '../schema-view.ts';
import type { Side } from '../side.ts';
import type { Context, DocumentCheck, Finding } from './check.ts';

export const server: DocumentCheck = {
  kind: 'document',
  title: 'Servers',
  why: 'Clients go on calling the address that was written down, and nobody promises an answer there any more; whether it goes on answering no description can tell. A prefix that moved from the paths into the address of the document, a path or an operation, or back, is no change; nor is a path that is now two, of each of its addresses one.',
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
  compare: ({ both }, context) => {
    const partners = groupBy(
      both.filter(({ reversed }) => !reversed),
      ({ before }) => before,
    );
    return [...partners].flatMap(([before, pairs]) =>
      removed(
        before,
        pairs.map(({ after }) => after),
        context,
      ),
    );
  },
  say: ({ args: [url, left, more] }) =>
    Array.isArray(left) && (left as readonly Json[]).includes(url ?? null)
      ? `The path is another one now below the server ${plain(url)}.`
      : `The server ${plain(url)} is gone; left: ${listed(left, more, ', ')}.`,
};

/**
 * Where a side names no server at all, nothing is known of its addresses, and nothing is said.
 *
 * @param partners what the operation became: several, where each of its addresses has a path of its own now.
 */
function removed(before: OperationView, partners: readonly OperationView[], { base, head }: Context): Finding[] {
  const old = serversOf(base.description, before);
  const left = partners.flatMap((after) => {
    const servers = serversOf(head.description, after);
    return servers === undefined ? [] : [{ servers, after }];
  });
  const [first] = left;
  if (old === undefined || first === undefined) return [];
  const reached = new Reached(left.flatMap(({ servers, after }) => servers.urls.map((url) => addressOf(url, after))));
  const few = fewOf(first.servers.urls);
  return old.urls
    .filter((url) => !reached.has(addressOf(url, before)))
    .map((url) => ({
      id: 'server-removed',
      args: [url, ...few],
      before: serverSpot(base, old, url),
      after: listSpot(head, first.servers),
      cause: { side: base, node: old.node, key: 'servers' },
      operations: [before],
    }));
}

function serverSpot(side: Side, servers: Servers, url: string): Spot {
  const entry = servers.entries.get(url);
  return entry === undefined ? listSpot(side, servers) : { side, node: entry };
}

/** OpenAPI 2.0 says it in parts: the host stands for them, where there is one. */
function listSpot(side: Side, { node }: Servers): Spot {
  return { side, node, key: ['servers', 'host'].find((key) => Object.hasOwn(node, key)) ?? 'basePath' };
}
