import type { RouteProblem } from './route.ts';
import { parseRoutes } from './route.ts';
import type { RouteStore } from './store.ts';
import { CorruptStateError } from './store.ts';
import { RoutingTable } from './table.ts';

export type Replaced =
  | { readonly ok: true; readonly hash: string }
  /** Somebody else was faster: `hash` is what is live now. */
  | { readonly ok: false; readonly reason: 'moved'; readonly hash: string }
  | { readonly ok: false; readonly reason: 'refused'; readonly problems: readonly RouteProblem[] };

/** The live routing table and the file behind it. */
export class Routes {
  private current: RoutingTable;
  private readonly store: RouteStore;
  /** Writes go one after the other: each compares with what the one before it left. */
  private last: Promise<unknown> = Promise.resolve();
  private readonly onChange: (table: RoutingTable) => void;

  private constructor(table: RoutingTable, store: RouteStore, onChange: (table: RoutingTable) => void) {
    this.current = table;
    this.store = store;
    this.onChange = onChange;
  }

  static async open(store: RouteStore, onChange: (table: RoutingTable) => void): Promise<Routes> {
    let table = RoutingTable.empty;
    for (const [owner, resources] of await store.load()) {
      const built = table.with(owner, resources);
      if (!built.ok)
        throw new CorruptStateError(`The saved routes of ${owner} collide: ${built.problems[0]?.message ?? ''}.`);
      table = built.table;
    }
    return new Routes(table, store, onChange);
  }

  get table(): RoutingTable {
    return this.current;
  }

  /**
   * Makes `value` all of `owner`'s routes where they are still those of `expected`, or all of nothing. Saved before it serves: a
   * crash in between comes up with the new routes, which the writer then finds in place.
   */
  replace(owner: string, expected: string, value: unknown): Promise<Replaced> {
    const run = this.last.then(() => this.replaceNow(owner, expected, value));
    this.last = run.catch(() => undefined);
    return run;
  }

  private async replaceNow(owner: string, expected: string, value: unknown): Promise<Replaced> {
    const hash = this.current.hash(owner);
    if (hash !== expected) return { ok: false, reason: 'moved', hash };
    const parsed = parseRoutes(owner, value);
    if (!parsed.ok) return { ok: false, reason: 'refused', problems: parsed.problems };
    const built = this.current.with(owner, parsed.resources);
    if (!built.ok) return { ok: false, reason: 'refused', problems: built.problems };
    await this.store.save(built.table.routes());
    this.current = built.table;
    this.onChange(built.table);
    return { ok: true, hash: built.table.hash(owner) };
  }
}
