import { z } from 'zod';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'expected lower-case letters, digits, dot, dash or underscore, 63 at most');
const address = z.url({ protocol: /^https?$/ });

/** Names a variable of the process environment: the value itself never stands in a file. */
const secret = z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'expected the name of a variable') });

const embedded = z.strictObject({
  kind: z.literal('embedded'),
  /** Admin addresses, one for each node. */
  admin: z.array(address).min(1),
  /** Where its traffic enters, for probes. */
  url: address,
  secret,
  /** Who may use it: globs over `owner/repository`. */
  repositories: z.array(z.string().min(1)).min(1, 'expected at least one glob such as acme/*'),
});

/** One form for each kind of target. */
const kinds = [embedded] as const;
const kindNames = kinds.map(({ shape }) => shape.kind.value).join(', ');

const floor = z.strictObject({
  approval: z
    .strictObject({ teams: z.array(z.string().regex(/^@[\w-]+\/[\w.-]+$/, 'expected @organisation/team')).min(1) })
    .optional(),
  policies: z.array(z.string().min(1)).optional(),
});

/** `sluice.targets.yaml`: which gateways there are and who may use them. The operator's, never in a user's repository. */
export const targetsConfigSchema = z.strictObject({
  targets: z.record(
    name,
    z.discriminatedUnion('kind', kinds, { error: `expected one of these kinds of target: ${kindNames}` }),
  ),
  /** Environment → what a repository can tighten and never weaken. */
  floors: z.record(name, floor).optional(),
});

export type TargetsConfig = z.infer<typeof targetsConfigSchema>;
export type TargetConfig = TargetsConfig['targets'][string];
