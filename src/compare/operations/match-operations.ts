import type { Description } from '../../spec/description.ts';
import type { OperationView } from '../../spec/operations.ts';
import { documentServers, serversOf, type Servers } from '../../spec/servers.ts';
import { matchInTurn, type Matching } from '../matching.ts';
import type { Side } from '../side.ts';
import { addressIn, addressOf, anonymous, type Address } from './addresses.ts';

/** Whether nothing differs between the two: such pairs are left out, with their callbacks. */
type IsUntouched = (before: OperationView, after: OperationView) => boolean;

/** One side's operations. */
interface Operations {
  readonly side: Side;
  readonly views: readonly OperationView[];
}

type Pairs = Matching<OperationView>['both'];

/**
 * Matches operations by method and path, then by a path that differs only in the names of its parameters, then by where requests are
 * sent; the callbacks of operations that both have in the same way, by their addresses. Those of an operation that is new or gone come and
 * go with it.
 */
export function matchOperations(
  base: Operations,
  head: Operations,
  isUntouched: IsUntouched = () => false,
): Matching<OperationView> {
  const named = atTheirAddresses(matchNames(base.views, head.views), base.side, head.side);
  const moved = matchAddresses(named, base.side, head.side);
  const both = [...named.both.filter((pair) => !isUntouched(pair.before, pair.after)), ...moved.both];
  const called = matchCallbacks(both, isUntouched);
  return {
    added: [...moved.added, ...called.added],
    removed: [...moved.removed, ...called.removed],
    both: [...both, ...called.both],
  };
}

function matchNames(before: readonly OperationView[], after: readonly OperationView[]): Matching<OperationView> {
  return matchInTurn(unique(before), unique(after), [nameOf, sentTo, calledAlike]);
}

/** Those of the operations, and theirs. */
function matchCallbacks(calling: Pairs, isUntouched: IsUntouched): Matching<OperationView> {
  const added: OperationView[] = [];
  const removed: OperationView[] = [];
  const both: Pairs[number][] = [];
  const waiting = [...calling];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { before, after } = next;
    if (before.callbacks.length + after.callbacks.length === 0) continue;
    const matched = matchNames(before.callbacks, after.callbacks);
    for (const view of matched.added) added.push(view);
    for (const view of matched.removed) removed.push(view);
    for (const pair of matched.both) {
      if (isUntouched(pair.before, pair.after)) continue;
      both.push(pair);
      waiting.push(pair);
    }
  }
  return { added, removed, both };
}

function nameOf(view: OperationView): string {
  return `${view.method} ${view.path}`;
}

/** A callback by its address: what it is called is in no message. */
function sentTo(view: OperationView): string {
  const { method, callback } = view;
  return callback === undefined ? anonymous(nameOf(view)) : `${method} ${addressIn(callback)}`;
}

/** Last of all a callback by its name: that its address is another one is told of it. */
function calledAlike(view: OperationView): string {
  return view.callback === undefined ? anonymous(nameOf(view)) : `${view.method} ${view.callback.name}`;
}

function unique(views: readonly OperationView[]): OperationView[] {
  return [...new Map([...views].reverse().map((view) => [nameOf(view), view])).values()].reverse();
}

/** By what addresses operations are known. */
interface Turn {
  readonly servers: (description: Description, view: OperationView) => Servers | undefined;
  readonly name: (address: Address) => string;
}

const exactly: Turn['name'] = ([exact]) => exact;
/** On whatever host: where an API is served is another matter than what it is. */
const relatively: Turn['name'] = (address) => address.at(-1) ?? address[0];

/**
 * At last by the document's servers alone: where they take a prefix over from all the paths, operations with servers of their own are
 * easily forgotten. That their address is another one now is told of the servers.
 */
const turns: readonly Turn[] = [
  { servers: serversOf, name: exactly },
  { servers: serversOf, name: relatively },
  { servers: documentServers, name: relatively },
];

/** A prefix may move from the paths into a server's address, or back: that of the document, of some paths or of some operations. */
function matchAddresses(rest: Matching<OperationView>, base: Side, head: Side): Matching<OperationView> {
  let [removed, added] = [rest.removed, rest.added];
  const both: Pairs[number][] = [];
  for (const turn of turns) {
    const pairs = partners(named(removed, base, turn), named(added, head, turn));
    const used = new Set(pairs.flatMap((pair) => [pair.before, pair.after]));
    for (const pair of pairs) both.push(pair);
    removed = removed.filter((view) => !used.has(view));
    added = added.filter((view) => !used.has(view));
  }
  return { added, removed, both };
}

/**
 * Where a prefix moves, an operation can have the name that another one had, which is still served where it was: `/a` and `/v1/a` become
 * `/a` below a server `/v1`. Then those two are the same, and the one that had the name is gone, or new.
 */
function atTheirAddresses(matched: Matching<OperationView>, base: Side, head: Side): Matching<OperationView> {
  const { removed, added } = matched;
  if (removed.length + added.length === 0) return matched;
  const most = mostOf(matched.both.length + Math.max(removed.length, added.length));
  const [old, now] = [addressesOf(base, most), addressesOf(head, most)];
  const gone = exchanged(matched.both, removed, 'before', { before: old, after: now });
  const come = exchanged(gone.both, added, 'after', { before: old, after: now });
  return { removed: gone.left, added: come.left, both: come.both };
}

type End = keyof Pairs[number];
type Addresses = (view: OperationView) => readonly string[];

/**
 * @param single operations of one side that have no partner: each takes the place of one that shares no address with its partner, where
 * it shares one itself; `left` over is then the other.
 */
function exchanged(
  pairs: Pairs,
  single: readonly OperationView[],
  end: End,
  addresses: Readonly<Record<End, Addresses>>,
): { both: Pairs; left: readonly OperationView[] } {
  const other: End = end === 'before' ? 'after' : 'before';
  const both = [...pairs];
  const apart = new Map<string, number>();
  for (const [index, pair] of single.length === 0 ? [] : both.entries()) {
    const [own, partners] = [new Set(addresses[end](pair[end])), addresses[other](pair[other])];
    if (partners.some((name) => own.has(name))) continue;
    for (const name of partners) if (!apart.has(name)) apart.set(name, index);
  }
  const left: OperationView[] = [];
  const waiting = [...single];
  for (let view = waiting.pop(); view !== undefined; view = waiting.pop()) {
    const index = addresses[end](view).flatMap((name) => apart.get(name) ?? [])[0];
    const pair = index === undefined ? undefined : both[index];
    if (index === undefined || pair === undefined) {
      left.push(view);
      continue;
    }
    for (const name of addresses[other](pair[other])) apart.delete(name);
    both[index] = { ...pair, [end]: view };
    waiting.push(pair[end]);
  }
  return { both, left: left.reverse() };
}

function addressesOf(side: Side, most: number): Addresses {
  return (view) => named([view], side, { servers: serversOf, name: relatively }, most)[0]?.names ?? [];
}

interface Named {
  readonly view: OperationView;
  readonly names: readonly string[];
}

/** So many addresses of an operation are looked at, and so many by defaults: fewer where there are very many operations. */
const MOST_ADDRESSES = 64;
const MOST_IN_ALL = 100_000;

function mostOf(operations: number): number {
  return Math.max(1, Math.min(MOST_ADDRESSES, Math.floor(MOST_IN_ALL / operations)));
}

function named(
  views: readonly OperationView[],
  { description }: Side,
  { servers, name }: Turn,
  most = mostOf(views.length),
): Named[] {
  return views
    .filter(({ kind }) => kind === 'operation')
    .map((view) => {
      const { urls, defaults } = servers(description, view) ?? { urls: [''], defaults: [] };
      const known = [urls, defaults].flatMap((each) => each.slice(0, most));
      return { view, names: known.map((url) => `${view.method} ${name(addressOf(url, view.path))}`) };
    });
}

/** All that share an address: two paths may become one that is served at two addresses. */
function partners(before: readonly Named[], after: readonly Named[]): Pairs {
  const served = new Map(
    after.flatMap(({ view, names }) => names.map((name): [string, OperationView] => [name, view])).reverse(),
  );
  return before.flatMap(({ view, names }) => {
    const found = new Set(names.flatMap((name) => served.get(name) ?? []));
    return [...found].map((now) => ({ before: view, after: now }));
  });
}
