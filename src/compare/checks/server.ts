import { canonicalJson, own } from '../../spec/json.ts';
import { once } from '../../spec/once.ts';
import type { OperationView } from '../../spec/operations.ts';
import { serversOf, type Servers } from '../../spec/servers.ts';
import { groupBy } from '../group-by.ts';
import { addressOf, anonymous, covers, Reached } from '../operations/addresses.ts';
import type { Spot } from '../schemas/schema-view.ts';
import type { Side } from '../side.ts';
import { fewOf, listed, plain } from '../wording.ts';
import type { Context, DocumentCheck, Finding } from './check.ts';

export const server: DocumentCheck = {
  kind: 'document',
  title: 'Servers',
  why: 'Clients go on calling the address that was written down, and nobody promises an answer there any more; whether it goes on answering no description can tell. A prefix that moved from the paths into the address of the document, a path or an operation, or back, is no change; nor is a path that is now two, of each of its addresses one. A variable of a server takes any value while it has no enum, not its default alone; once it has one, the addresses by other values are gone.',
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
    {
      of: 'document',
      before:
        '{ servers: [{ url: "https://{region}.a.example", variables: { region: { default: eu } } }], paths: { /a: { get: { responses: {} } } } }',
      after:
        '{ servers: [{ url: "https://{region}.a.example", variables: { region: { default: eu, enum: [eu, us] } } }], paths: { /a: { get: { responses: {} } } } }',
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
  say: ({ args: [url, left, more] }) => {
    const old = plain(url);
    const few = Array.isArray(left) ? left.map(plain) : [];
    if (few.includes(old)) return `The path is another one now below the server ${old}.`;
    const open = anonymous(old).split('/');
    const isNarrower = few.some((each) => covers(open, each.split('/')));
    return `The server ${old} ${isNarrower ? 'takes only some values now' : 'is gone'}; left: ${listed(left, more, ', ')}.`;
  },
};

/**
 * Where a side names no server at all, nothing is known of its addresses, and nothing is said.
 *
 * @param partners what the operation became: several, where each of its addresses has a path of its own now.
 */
function removed(before: OperationView, partners: readonly OperationView[], { base, head }: Context): Finding[] {
  const old = serversOf(base.description, before);
  const left = partners.flatMap((after): Served[] => {
    const servers = serversOf(head.description, after);
    return servers === undefined ? [] : [{ servers, path: after.path }];
  });
  const [first] = left;
  if (old === undefined || first === undefined) return [];
  const was = { servers: old, path: before.path };
  const gone = left.length === 1 ? goneFrom(was, first) : unreached(was, left);
  const few = fewOf(first.servers.urls);
  return gone.map((url) => ({
    id: 'server-removed',
    args: [url, ...few],
    before: serverSpot(base, old, url, first.servers),
    after: listSpot(head, first.servers, old),
    cause: { side: base, node: old.node, key: 'servers' },
    operations: [before],
  }));
}

interface Served {
  readonly servers: Servers;
  readonly path: string;
}

/** Those of the document are asked for with each operation, and the ends that two paths share are no matter. */
function goneFrom(old: Served, now: Served): readonly string[] {
  const [mine, theirs] = [anonymous(old.path).split('/'), anonymous(now.path).split('/')];
  while (mine.length > 1 && theirs.length > 1 && mine.at(-1) === theirs.at(-1)) {
    mine.pop();
    theirs.pop();
  }
  const known = knownGone(old.servers)(now.servers);
  const [path, other] = [mine.join('/'), theirs.join('/')];
  const key = JSON.stringify([path, other]);
  const gone = known.get(key) ?? unreached({ ...old, path }, [{ ...now, path: other }]);
  known.set(key, gone);
  return gone;
}

const knownGone = once((_old: Servers) => once((_now: Servers) => new Map<string, readonly string[]>()));

/** Of the old addresses, by their servers, those at which requests are answered no more. */
function unreached(old: Served, left: readonly Served[]): string[] {
  const reached = new Reached(
    left.flatMap(({ servers, path }) => [...servers.urls, ...servers.defaults].map((url) => addressOf(url, path))),
  );
  return old.servers.urls.filter((url) => !reached.has(addressOf(url, old.path)));
}

function serverSpot(side: Side, servers: Servers, url: string, other: Servers): Spot {
  const entry = servers.entries.get(url);
  return entry === undefined ? listSpot(side, servers, other) : { side, node: entry };
}

/** OpenAPI 2.0 says it in parts: the first that the other side says otherwise. */
function listSpot(side: Side, { node }: Servers, other: Servers): Spot {
  const said = ['servers', 'host', 'basePath', 'schemes'].filter((key) => Object.hasOwn(node, key));
  const key =
    said.find((each) => canonicalJson(own(node, each) ?? null) !== canonicalJson(own(other.node, each) ?? null)) ??
    said[0] ??
    'basePath';
  return { side, node, key };
}
