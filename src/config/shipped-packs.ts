import { z } from 'zod';

/** The packs that come with Sluice; `file` is relative to the package's own folder. */
export const shippedPacks = [
  { name: 'sluice:baseline', file: 'policies/baseline.yaml' },
  { name: 'sluice:security', file: 'policies/security.yaml' },
] as const;

export const packName = z.enum(shippedPacks.map(({ name }) => name));
