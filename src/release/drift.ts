import { concealed } from './concealed.ts';
import { contentHash, type Manifest, type Resource } from './manifest.ts';
import { summarise } from './summary.ts';

/** Who changed something on a gateway, by the gateway's own account. */
export interface Changer {
  readonly by: string;
  /** ISO 8601 in UTC, where the gateway knows it. */
  readonly at?: string;
}

/** Resource id → who changed it besides us, the newest first. */
export type Changers = ReadonlyMap<string, readonly Changer[]>;

/** `extra`: live has it and should not; `missing`: live should have it; `changed`: live has it otherwise. */
export type DriftKind = 'extra' | 'missing' | 'changed';

/** One resource that is not as it was deployed. */
export interface Drifted {
  readonly target: string;
  readonly kind: DriftKind;
  readonly api: string;
  readonly id: string;
  /** Absent where it is extra. */
  readonly deployed?: Resource;
  /** Absent where it is missing. */
  readonly live?: Resource;
  readonly by: readonly Changer[];
}

/** Where live is not what was deployed, by resource; both in canonical form, so that what only looks different is none. */
export function driftOf(live: Manifest, deployed: Manifest, changers: Changers = new Map()): Drifted[] {
  const is = byId(live.resources);
  const was = byId(deployed.resources);
  const { target } = live;
  return [...new Set([...is.keys(), ...was.keys()])].sort().flatMap((id): Drifted[] => {
    const [now, then] = [is.get(id), was.get(id)];
    const resource = then ?? now;
    if (resource === undefined || isSame(now, then)) return [];
    const kind = then === undefined ? 'extra' : now === undefined ? 'missing' : 'changed';
    const sides = { ...(then && { deployed: then }), ...(now && { live: now }) };
    return [{ target, kind, api: resource.api, id, ...sides, by: changers.get(id) ?? [] }];
  });
}

function byId(resources: readonly Resource[]): Map<string, Resource> {
  return new Map(resources.map((resource) => [resource.id, resource]));
}

function isSame(a: Resource | undefined, b: Resource | undefined): boolean {
  return a !== undefined && b !== undefined && contentHash([a]) === contentHash([b]);
}

/** What became of it, in one line of plain text without secrets: `upstream http://a → http://b`. */
export function summariseDrift({ kind, deployed, live }: Drifted): string {
  if (kind !== 'changed' || deployed === undefined || live === undefined) return '';
  const before = { ...deployed, body: concealed(deployed.body, deployed.body) };
  const after = { ...live, body: concealed(live.body, deployed.body) };
  return summarise({ action: 'update', before, after }) || 'the same in another order or form';
}
