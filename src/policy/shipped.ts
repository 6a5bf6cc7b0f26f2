import type { SluiceConfig } from '../config/sluice-config.ts';

/** The packs that come with Sluice; `file` is relative to the package's own folder. */
export const shippedPacks = [
  { name: 'sluice:baseline', file: 'policies/baseline.yaml' },
  { name: 'sluice:security', file: 'policies/security.yaml' },
] as const;

export interface WantedPacks {
  readonly shipped: readonly { readonly name: string; readonly file: string }[];
  /** Paths and globs of the repository's own packs, from the base branch. */
  readonly rules: readonly string[];
  /** Names in `extends` that Sluice does not ship. */
  readonly unknown: readonly string[];
}

/** Which packs a configuration asks for; one that says nothing about policies, or no configuration, gets every shipped one. */
export function packsFor(config: SluiceConfig | undefined): WantedPacks {
  const wanted: readonly string[] = config?.policies?.extends ?? shippedPacks.map((pack) => pack.name);
  return {
    shipped: shippedPacks.filter((pack) => wanted.includes(pack.name)),
    rules: config?.policies?.rules ?? [],
    unknown: wanted.filter((name) => !shippedPacks.some((pack) => pack.name === name)),
  };
}
