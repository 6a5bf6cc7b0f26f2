import type { EnvironmentState } from '../state.ts';

/** What the record says of an environment. */
export interface EnvironmentRecord {
  readonly environment: string;
  readonly after?: string | undefined;
  readonly state: EnvironmentState;
  /** Targets that are not as they were deployed, each with the issue that tells it where there is one. */
  readonly drifted: readonly { readonly target: string; readonly issue?: number }[];
}

/** Something that is deployed in one environment otherwise than in another; times are ISO 8601 in UTC. */
export type DeployedDisparity =
  /** An API is kept as it is in `environment` and goes on in `other`. */
  | {
      readonly kind: 'kept';
      readonly environment: string;
      readonly other: string;
      readonly api: string;
      readonly reason: string;
      readonly since: string;
    }
  /** A release that passed in `other` and does not come: refused, until something is done about it. */
  | {
      readonly kind: 'refused';
      readonly environment: string;
      readonly other: string;
      readonly commit: string;
      readonly reason: string;
      readonly since: string;
    }
  /** One that is on its way. */
  | {
      readonly kind: 'coming';
      readonly environment: string;
      readonly other: string;
      readonly commit: string;
      readonly since: string;
    }
  | { readonly kind: 'drift'; readonly environment: string; readonly target: string; readonly issue?: number };

/** In what environments differ by what is deployed: each from the one that it comes after, and each target from what it was given. */
export function deployedParity(records: readonly EnvironmentRecord[]): DeployedDisparity[] {
  const known = new Map(records.map((record) => [record.environment, record]));
  return records.flatMap((here) => {
    const before = here.after === undefined ? undefined : known.get(here.after);
    return [
      ...(before === undefined ? [] : [...keptBack(before, here), ...behind(before, here)]),
      ...here.drifted.map((one) => ({ kind: 'drift', environment: here.environment, ...one }) as const),
    ];
  });
}

function keptBack(before: EnvironmentRecord, here: EnvironmentRecord): DeployedDisparity[] {
  const [there, own] = [keptIn(before.state), keptIn(here.state)];
  const isAlike = here.state.deployed !== undefined && here.state.deployed === before.state.deployed;
  return [
    ...only(own, there, here.environment, before.environment),
    // Until the same release is in both, what is kept in the one before has not gone on anyway.
    ...(isAlike ? only(there, own, before.environment, here.environment) : []),
  ];
}

interface Kept {
  readonly reason: string;
  readonly since: string;
}

type KeptApis = ReadonlyMap<string, Kept>;

/** A hold says since when; of what is pinned besides, the first of the releases that went without it. */
function keptIn(state: EnvironmentState): KeptApis {
  const kept = new Map<string, Kept>();
  for (const [api, reason] of Object.entries(state.current?.pins ?? {})) {
    kept.set(api, { reason, since: pinnedSince(api, state) });
  }
  for (const { api, by, reason, at } of state.holds) kept.set(api, { reason: `held by @${by}: ${reason}`, since: at });
  return kept;
}

function pinnedSince(api: string, { good, current }: EnvironmentState): string {
  const next = good.findIndex(({ without = [] }) => !without.includes(api));
  const first = good.at(next === -1 ? -1 : next - 1);
  const began = current?.startedAt ?? '';
  return next !== 0 && first !== undefined && first.at < began ? first.at : began;
}

function only(some: KeptApis, others: KeptApis, environment: string, other: string): DeployedDisparity[] {
  return [...some]
    .filter(([api]) => !others.has(api))
    .map(([api, kept]) => ({ kind: 'kept', environment, other, api, ...kept }));
}

function behind(before: EnvironmentRecord, here: EnvironmentRecord): DeployedDisparity[] {
  const [passed] = before.state.good;
  const { current, deployed } = here.state;
  if (passed === undefined || deployed === passed.commit) return [];
  const shared = { environment: here.environment, other: before.environment, commit: passed.commit } as const;
  if (current?.commit === passed.commit && current.phase === 'refused') {
    return [{ kind: 'refused', ...shared, reason: current.reason ?? 'it was refused', since: current.at }];
  }
  return [{ kind: 'coming', ...shared, since: passed.at }];
}
