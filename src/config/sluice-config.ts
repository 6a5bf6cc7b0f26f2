import { normalize } from 'node:path/posix';
import { z } from 'zod';
import { gatewaySchema, type GatewayBlock } from './gateway-block.ts';
import { readQuery } from './promql.ts';
import { packName } from './shipped-packs.ts';
import { duration, name } from './words.ts';

// `.describe` is the text of the reference and of the published JSON Schema (schema.ts).

const team = z.string().regex(/^@[A-Za-z0-9-]+(\/[A-Za-z0-9._-]+)?$/, 'expected @user or @organisation/team');
const path = z
  .string()
  .min(1)
  .max(1024)
  .refine((text) => !text.startsWith('/') && !text.split('/').includes('..'), 'expected a path inside the repository')
  // It is compared with the names that git gives: `./apis/a.yaml` is `apis/a.yaml` there.
  .overwrite(normalize);

const httpCheck = z.strictObject({
  http: z.string().startsWith('/', 'expected a path that begins with /').describe('A path of the gateway to ask.'),
  status: z.int().min(100).max(599).optional().describe('The status that it must answer; default: any below 400.'),
});
const errorRateCheck = z.strictObject({
  errorRate: z
    .strictObject({ max: z.number().min(0).max(1).describe('The largest share of answers of 500 and above, 0 to 1.') })
    .describe('By the gateway’s own counters.'),
});
const latencyCheck = z.strictObject({
  latency: z
    .strictObject({
      quantile: z.number().gt(0).lt(1).describe('Such as 0.95.'),
      max: duration.describe('How long that share of requests may take.'),
    })
    .describe('By the gateway’s own counters.'),
});
const query = z
  .string()
  .max(4096)
  .refine((text) => readQuery(text).ok, {
    error: ({ input }) => {
      const read = readQuery(String(input));
      return read.ok ? 'expected a query' : read.problem;
    },
  });
const prometheusCheck = z.strictObject({
  prometheus: z
    .strictObject({
      query: query.describe('PromQL that gives numbers: one, or one for each series, of which every one is judged.'),
      min: z.number().optional().describe('The smallest that is good.'),
      max: z.number().optional().describe('The largest that is good; one of `min` and `max` at least.'),
    })
    .refine(({ min, max }) => (min ?? max) !== undefined, { error: 'expected max, or min, or both' })
    .refine(({ min = -Infinity, max = Infinity }) => min <= max, {
      path: ['min'],
      error: 'expected no more than max: no number is good',
    })
    .describe('By the Prometheus of every target, asked anew for each sample.'),
});

const analysis = z.strictObject({
  bake: duration.describe('How long it is watched before it counts as passed.'),
  interval: duration.optional().describe('Time between samples; default `5s`.'),
  failures: z.int().min(1).max(100).optional().describe('How many failed samples in a row make a failure; default 3.'),
  minRequests: z
    .int()
    .min(1)
    .optional()
    .describe('With fewer requests than this while baking a rate is not judged; default 20.'),
  checks: z
    .array(z.union([httpCheck, errorRateCheck, latencyCheck, prometheusCheck]))
    .min(1)
    .max(100)
    .describe('What must hold in every sample.'),
});

/** What native files can make another thing of in one environment, in the words of the portable block. */
const differing = z.enum(['routes', 'auth', 'rateLimit', 'quota', 'ips', 'visibility']);

const overlay = z
  .strictObject({
    gateway: gatewaySchema.optional().describe('What is different here.'),
    differs: z
      .array(differing)
      .min(1)
      .optional()
      .describe(
        'What native files make different here, and is meant so; what `gateway` says is meant already. `routes`: which operations can be called.',
      ),
  })
  .refine(({ gateway, differs }) => gateway !== undefined || differs !== undefined, {
    error: 'expected gateway, differs or both',
  });

const environment = z.strictObject({
  after: name.optional().describe('The environment that a release must have passed before.'),
  targets: z.array(name).min(1).describe('Gateways or clusters, by the names that the operator gave them.'),
  approval: z
    .strictObject({ teams: z.array(team).min(1).describe('Any member of any of them may approve.') })
    .optional()
    .describe('A release waits for an authorised person.'),
  analysis: analysis.optional().describe('How a release is judged once it is live.'),
  drift: z
    .enum(['report', 'correct'])
    .optional()
    .describe(
      'What happens to a change on a gateway that nobody released: it is reported (default), or put back by itself.',
    ),
  overlays: z.record(name, overlay).optional().describe('API → what is different in this environment.'),
});

const api = z.strictObject({
  name: name.describe('Its name in commands and messages.'),
  spec: path.optional().describe('Its OpenAPI description.'),
  owners: z.array(team).optional().describe('Who decides about it: they may waive what breaks.'),
  dependsOn: z.array(name).optional().describe('APIs that must be there before it and go back together with it.'),
  gateway: gatewaySchema.optional().describe('What any kind of gateway is asked for.'),
  native: z
    .record(name, z.array(path).min(1))
    .optional()
    .describe('Target → the user’s own files in the gateway’s own format, beside or instead of `gateway`.'),
});

/** `.github/sluice.yaml`: the user's configuration, read from the base branch only. */
export const sluiceConfigSchema = z.strictObject({
  apis: z
    .array(api)
    .max(10_000)
    .optional()
    .describe('Every API; without this list descriptions are found by their content.'),
  defaults: z
    .strictObject({ gateway: gatewaySchema.describe('What an API has unless it says otherwise.') })
    .optional()
    .describe('The predefined security policy: every API that is deployed gets it unless it says otherwise.'),
  policies: z
    .strictObject({
      extends: z.array(packName).optional().describe('Packs that Sluice ships; default all of them.'),
      rules: z.array(path).optional().describe('Paths and globs of the repository’s own packs.'),
    })
    .optional()
    .describe('The rules that descriptions are held to.'),
  environments: z
    .record(name, environment)
    .refine((map) => Object.keys(map).length <= 100, 'expected 100 environments at most')
    .optional()
    .describe('Name → a stage that releases go through.'),
});

export type SluiceConfig = z.infer<typeof sluiceConfigSchema>;
export type ApiConfig = z.infer<typeof api>;
export type Differing = z.infer<typeof differing>;
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
