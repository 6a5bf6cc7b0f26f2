/**
 * The first version of Tyk Gateway that is known to do it. Before, the fields are refused as unknown ones; a quota is taken and does not
 * hold: 5.4 forgets when the quota of a policy is renewed, and so renews it whenever it is used up.
 */
const since = {
  quota: '5.8.0',
  weights: '5.8.0',
  ipLists: '5.8.0',
  jwtClaims: '5.10.0',
  openapi31: '5.14.0',
} as const;

type Versioned = keyof typeof since;

/** What a Tyk of one version can do beyond what all can. */
export interface Abilities {
  can(ability: Versioned): boolean;
  /** `needs Tyk 5.8, and this is 5.4.0`. */
  lack(ability: Versioned): string;
}

/** Without a version those of the newest: a gateway that is down now is no reason to refuse a change. */
export function abilitiesOf(version: string | undefined): Abilities {
  return {
    can: (ability) => version === undefined || compareVersions(version, since[ability]) >= 0,
    lack: (ability) => `needs Tyk ${since[ability].replace(/\.0$/, '')}, and this is ${version ?? 'newer'}`,
  };
}

/** `v5.4.0`, `5.8.1-rc2` as `5.4.0`, `5.8.1`; undefined for anything that is no version. */
export function versionIn(text: string): string | undefined {
  return /\d+\.\d+\.\d+/.exec(text)?.[0];
}

/** Negative where `a` is the older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let part = 0; part < 3; part += 1) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
