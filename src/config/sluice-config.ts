import { z } from 'zod';

/** `100/minute`: how many requests a consumer may make in one unit of time. */
const rate = z
  .string()
  .regex(/^[1-9][0-9]{0,8}\/(second|minute|hour|day)$/, 'expected NUMBER/second, /minute, /hour or /day');
const size = z.string().regex(/^[1-9][0-9]{0,8}(B|KiB|MiB)$/, 'expected a size such as 512KiB or 1MiB');
const duration = z.string().regex(/^[0-9]{1,6}(ms|s|m|h)$/, 'expected a duration such as 30s or 10m');
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'expected lower-case letters, digits, dot, dash or underscore, 63 at most')
  .refine(
    (text) => !['all', 'env', 'to', 'from', 'last-good'].includes(text),
    'this word is part of the command grammar',
  );
const team = z.string().regex(/^@[A-Za-z0-9-]+(\/[A-Za-z0-9._-]+)?$/, 'expected @user or @organisation/team');
const path = z
  .string()
  .min(1)
  .max(1024)
  .refine((text) => !text.startsWith('/') && !text.split('/').includes('..'), 'expected a path inside the repository');
const url = z.url({ protocol: /^https?$/ });

const auth = z.union([
  z.strictObject({ none: z.strictObject({}) }),
  z.strictObject({ key: z.strictObject({ header: z.string().min(1).max(128).optional() }) }),
  z.strictObject({
    jwt: z.strictObject({ jwks: url, issuer: z.string().optional(), audience: z.string().optional() }),
  }),
]);

const upstream = z.union([url, z.array(z.strictObject({ url, weight: z.int().min(0).max(1000) })).min(1)]);

/** The portable block: what every kind of gateway is asked for in the same words. */
export const gatewaySchema = z.strictObject({
  upstream: upstream.optional(),
  /** Listen path; default `/NAME`. */
  path: z
    .string()
    .regex(/^\/[A-Za-z0-9._~/-]*$/)
    .optional(),
  host: z.string().min(1).max(253).optional(),
  /** Whether the listen path is taken off before the upstream sees the request; default true. */
  stripPath: z.boolean().optional(),
  auth: auth.optional(),
  rateLimit: rate.optional(),
  requestSize: size.optional(),
  timeout: duration.optional(),
  visibility: z.enum(['public', 'internal']).optional(),
});

const httpCheck = z.strictObject({ http: z.string().startsWith('/'), status: z.int().min(100).max(599).optional() });
const errorRateCheck = z.strictObject({ errorRate: z.strictObject({ max: z.number().min(0).max(1) }) });
const latencyCheck = z.strictObject({ latency: z.strictObject({ quantile: z.number().gt(0).lt(1), max: duration }) });

const analysis = z.strictObject({
  /** How long it is watched before it counts as passed. */
  bake: duration,
  /** Time between samples. */
  interval: duration.optional(),
  /** How many failed samples in a row make a failure. */
  failures: z.int().min(1).max(100).optional(),
  /** Fewer requests than this while baking: a rate is not judged. */
  minRequests: z.int().min(1).optional(),
  checks: z.array(z.union([httpCheck, errorRateCheck, latencyCheck])).min(1),
});

const environment = z.strictObject({
  after: name.optional(),
  targets: z.array(name).min(1),
  approval: z.strictObject({ teams: z.array(team).min(1) }).optional(),
  onUnreachable: z.enum(['wait', 'skip']).optional(),
  analysis: analysis.optional(),
  overlays: z.record(name, z.strictObject({ gateway: gatewaySchema })).optional(),
});

const api = z.strictObject({
  name,
  spec: path.optional(),
  owners: z.array(team).optional(),
  dependsOn: z.array(name).optional(),
  gateway: gatewaySchema.optional(),
  native: z.record(name, z.array(path).min(1)).optional(),
});

/** `.github/sluice.yaml`: the user's configuration, read from the base branch only. */
export const sluiceConfigSchema = z.strictObject({
  apis: z.array(api).optional(),
  defaults: z.strictObject({ gateway: gatewaySchema }).optional(),
  policies: z.strictObject({ extends: z.array(z.string()).optional(), rules: z.array(path).optional() }).optional(),
  environments: z.record(name, environment).optional(),
});

export type SluiceConfig = z.infer<typeof sluiceConfigSchema>;
export type GatewayBlock = z.infer<typeof gatewaySchema>;
export type ApiConfig = z.infer<typeof api>;
export type EnvironmentConfig = z.infer<typeof environment>;
export type AnalysisConfig = z.infer<typeof analysis>;
export type AnalysisCheck = AnalysisConfig['checks'][number];

/** One API with its effective gateway block for one environment. */
export interface ApiDefinition {
  readonly name: string;
  readonly spec?: string;
  readonly owners: readonly string[];
  readonly dependsOn: readonly string[];
  readonly gateway?: GatewayBlock;
}
