import { hashesOf, lastGoodContent, sameHashes, type ApiContent } from './compose.ts';
import type { Hold, LastGood } from './state.ts';

export interface HoldsInput {
  readonly targets: readonly string[];
  /** Desired content of every API that this release may change. */
  readonly desired: ReadonlyMap<string, ApiContent>;
  /** Of every API with a hold, and of those that depend on one. */
  readonly lastGood: ReadonlyMap<string, LastGood>;
  readonly holds: readonly Hold[];
  /** API → why it may not go here yet, though nothing of it is held here. */
  readonly withheld?: ReadonlyMap<string, string>;
  /** API → the APIs that it depends on directly. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
}

export interface HoldsVerdict {
  /** Desired, with pinned APIs at last good; without those that stay as they are live. */
  readonly content: ReadonlyMap<string, ApiContent>;
  /** API → why it is pinned. */
  readonly pins: ReadonlyMap<string, string>;
  /** Of these, the ones that may not go here yet. */
  readonly withheld: readonly string[];
  readonly kept: readonly Hold[];
  /** Holds whose content is no longer desired: somebody fixed or reverted it. */
  readonly lifted: readonly Hold[];
}

/**
 * Which APIs of a release stay at last good. A hold stands for content, not for an API: other content lifts it, and a
 * cosmetic edit does not, since it renders to the same content. A hold made by hand (no hashes) only ends by `/resume`.
 * What depends on a pinned API is pinned with it.
 */
export function applyHolds(input: HoldsInput): HoldsVerdict {
  const content = new Map(input.desired);
  const pins = new Map<string, string>();
  const standing = input.holds.filter((hold) => stands(hold, input));
  for (const hold of standing) {
    // What failed and was new goes back to nothing; of anything else without a last good, live is all that there is to keep.
    const without = isByHand(hold) ? 'live' : 'nothing';
    pin({ api: hold.api, reason: `held since ${hold.at}: ${hold.reason}`, without }, input, content, pins);
  }
  for (const [api, reason] of input.withheld ?? []) {
    if (!pins.has(api) && content.has(api)) pin({ api, reason, without: 'live' }, input, content, pins);
  }
  for (const [api, cause] of dependantsOf([...pins.keys()], input.dependsOn)) {
    if (!pins.has(api) && content.has(api)) {
      pin({ api, reason: `depends on ${cause}, which is held`, without: 'live' }, input, content, pins);
    }
  }
  const withheld = [...(input.withheld?.keys() ?? [])].filter((api) => pins.has(api));
  const lifted = input.holds.filter((hold) => !standing.includes(hold));
  return { content, pins, withheld, kept: standing, lifted };
}

/** Holds with new ones of these APIs in place of what they had; one made by hand only gives way to another one made by hand. */
export function replaceHolds(holds: readonly Hold[], apis: readonly string[], made: readonly Hold[]): readonly Hold[] {
  const renewed = new Set(made.filter(isByHand).map(({ api }) => api));
  const stays = (hold: Hold): boolean => !apis.includes(hold.api) || (isByHand(hold) && !renewed.has(hold.api));
  return [...holds.filter(stays), ...made];
}

function isByHand({ hashes }: Hold): boolean {
  return Object.keys(hashes).length === 0;
}

function stands(hold: Hold, input: HoldsInput): boolean {
  const desired = input.desired.get(hold.api);
  if (isByHand(hold) || desired === undefined) return true;
  const still = input.targets.filter((target) => Object.hasOwn(hold.hashes, target));
  const is = hashesOf(desired, input.targets);
  if (still.length > 0) return still.every((target) => is[target] === hold.hashes[target]);
  // All targets are others by now: then it is that content wherever it stands.
  return Object.values(is).some((hash) => Object.values(hold.hashes).includes(hash));
}

interface Pinned {
  readonly api: string;
  readonly reason: string;
  /** What it stays at where no last good is known. */
  readonly without: 'live' | 'nothing';
}

function pin(
  { api, reason, without }: Pinned,
  input: HoldsInput,
  content: Map<string, ApiContent>,
  pins: Map<string, string>,
): void {
  const known = input.lastGood.get(api);
  if (known === undefined && without === 'live') {
    // Content that no plan speaks of stays as it is.
    content.delete(api);
    pins.set(api, reason);
    return;
  }
  const good = lastGoodContent(known);
  const desired = input.desired.get(api);
  if (desired !== undefined && sameHashes(hashesOf(good, input.targets), hashesOf(desired, input.targets))) return;
  content.set(api, good);
  pins.set(api, reason);
}

/** Everything that depends on one of these, directly or not, with the one it was reached from; cycles end. */
export function dependantsOf(
  apis: readonly string[],
  dependsOn: ReadonlyMap<string, readonly string[]>,
): Map<string, string> {
  const found = new Map<string, string>();
  const queue = [...apis];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const [api, needs] of dependsOn) {
      if (!needs.includes(next) || found.has(api) || apis.includes(api)) continue;
      found.set(api, next);
      queue.push(api);
    }
  }
  return found;
}

/** The failing APIs and what depends on them, as far as this release changed it: what is put back together. */
export function revertSet(
  failing: readonly string[],
  changed: readonly string[],
  dependsOn: ReadonlyMap<string, readonly string[]>,
): string[] {
  const dependants = [...dependantsOf(failing, dependsOn).keys()].filter((api) => changed.includes(api));
  return [...new Set([...failing, ...dependants])].sort();
}

export interface WayBack {
  /** What is put back together. */
  readonly set: readonly string[];
  /** What would be, and has nothing to go back to: it stays as it is live. */
  readonly lost: readonly string[];
}

/** The revert set, as far as there is something to go back to: what has no last good keeps no other from its own. */
export function wayBack(
  failing: readonly string[],
  changed: readonly string[],
  dependsOn: ReadonlyMap<string, readonly string[]>,
  hasGood: (api: string) => boolean,
): WayBack {
  const set = revertSet(failing.filter(hasGood), changed, dependsOn).filter(hasGood);
  return { set, lost: revertSet(failing, changed, dependsOn).filter((api) => !hasGood(api)) };
}
