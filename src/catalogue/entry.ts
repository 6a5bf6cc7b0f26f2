import { z } from 'zod';
import type { Listing } from './listing.ts';
import type { ApiModel, OperationModel } from './model.ts';
import { pageName } from './slug.ts';

// `.describe` is the text of the published JSON Schema.

const operation = z.strictObject({
  kind: z.enum(['operation', 'webhook']).describe('Who calls: a client, or the API itself.'),
  method: z.string(),
  path: z.string().describe('As the description has it; of a webhook its name.'),
  anchor: z.string().describe('Where it stands on the API’s page.'),
  operationId: z.string().optional(),
  summary: z.string().optional(),
  tags: z.array(z.string()),
  deprecated: z.boolean(),
  sunset: z.string().optional().describe('The day on which it ends, YYYY-MM-DD.'),
  stability: z.enum(['draft', 'alpha', 'beta']).optional().describe('Absent: stable.'),
});

const call = z.strictObject({
  environment: z.string(),
  target: z.string().describe('The gateway or cluster, by the operator’s name for it.'),
  address: z.string().describe('With scheme and host where they are known, else from the gateway’s root.'),
  when: z.string().optional().describe('A header that a request must carry besides.'),
  credential: z.strictObject({
    kind: z.enum(['none', 'key', 'basic', 'jwt', 'oauth2', 'mtls', 'other']),
    checks: z.record(z.string(), z.string()).describe('`header`, `issuer`, `audience`, `scopes`.'),
  }),
  rateLimit: z.string().optional(),
  quota: z.string().optional(),
  requestSize: z.string().optional(),
});

const entry = z.strictObject({
  name: z.string().describe('Its name in the configuration; without one the path of its description.'),
  page: z.string().describe('Its page, from the folder of this file.'),
  title: z.string().optional(),
  version: z.string().optional().describe('`info.version`.'),
  openapi: z.string().optional().describe('The version of OpenAPI that describes it.'),
  summary: z.string().optional(),
  commit: z.string().optional().describe('The commit whose files these are.'),
  owners: z.array(z.string()).describe('Users and teams; empty: nobody is named.'),
  visibility: z.enum(['public', 'internal']),
  deprecated: z.boolean().describe('Every operation is.'),
  sunset: z.string().optional().describe('The first day on which something of it ends, YYYY-MM-DD.'),
  servers: z.array(z.string()).describe('Addresses that the description names itself.'),
  calls: z.array(call).describe('Where gateways answer for it.'),
  dependsOn: z.array(z.string()),
  usedBy: z.array(z.string()),
  operations: z.array(operation),
  problem: z.string().optional().describe('Why its description is not shown.'),
});

export const catalogueSchema = z.strictObject({
  format: z.literal(1),
  environment: z.string().optional().describe('It is what serves there; absent: what the files say.'),
  withoutOwner: z.array(z.string()).describe('APIs that nobody is named for.'),
  apis: z.array(entry).describe('By name.'),
});

export type Entry = z.infer<typeof entry>;
export type Catalogue = z.infer<typeof catalogueSchema>;

export interface EntryInput {
  readonly listing: Listing;
  /** Absent: it could not be read, or there is none; `problem` says why. */
  readonly model?: ApiModel;
  readonly commit?: string;
  readonly problem?: string;
}

/** One API in `catalogue.json`. */
export function entryOf({ listing, model, commit, problem }: EntryInput): Entry {
  const { name, owners, visibility, calls, dependsOn, usedBy } = listing;
  const operations = (model?.operations ?? []).map(operationEntry);
  return withoutUndefined({
    name,
    page: `apis/${pageName(name)}`,
    title: model?.title,
    version: model?.version,
    openapi: model?.openapi,
    summary: model?.summary,
    commit,
    owners,
    visibility,
    deprecated: operations.length > 0 && operations.every(({ deprecated }) => deprecated),
    sunset: firstSunset(operations),
    servers: model?.servers ?? [],
    calls,
    dependsOn,
    usedBy,
    operations,
    problem,
  }) as Entry;
}

function operationEntry(model: OperationModel): Entry['operations'][number] {
  const { kind, method, path, id, operationId, summary, tags, deprecated, sunset, stability } = model;
  const facts = { kind, method, path, anchor: id, operationId, summary, tags, deprecated, sunset, stability };
  return withoutUndefined(facts) as Entry['operations'][number];
}

/** Nothing ends that is not deprecated, whatever date stands there. */
function firstSunset(operations: Entry['operations']): string | undefined {
  return operations.flatMap(({ deprecated, sunset }) => (deprecated && sunset !== undefined ? [sunset] : [])).sort()[0];
}

/** As JSON has it. */
function withoutUndefined(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** All entries by name. */
export function catalogueOf(entries: readonly Entry[], environment?: string): Catalogue {
  const apis = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    format: 1,
    ...(environment !== undefined && { environment }),
    withoutOwner: apis.filter(({ owners }) => owners.length === 0).map(({ name }) => name),
    apis,
  };
}

/** The JSON Schema of `catalogue.json`: `docs/reference/catalogue.schema.json`. */
export function renderCatalogueSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(catalogueSchema);
  const about = { title: 'Catalogue', description: 'What `sluice catalogue` and the portal write as catalogue.json' };
  return `${JSON.stringify({ $schema, ...about, ...schema }, null, 2)}\n`;
}
