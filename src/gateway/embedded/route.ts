import { z } from 'zod';
import type { Resource } from '../../release/manifest.ts';

const plainUrl = z.url({ protocol: /^https?$/ }).refine((text) => {
  // What is no URL at all was already said to be none.
  if (!URL.canParse(text)) return true;
  const url = new URL(text);
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}, 'expected an address without credentials, query or fragment');

/** Plain segments only: nothing to decode, nothing to resolve, so that a prefix means the same to everybody. */
const listenPath = z
  .string()
  .max(1024)
  .regex(/^(\/|(\/[A-Za-z0-9._~-]+)+)$/, 'expected segments of letters, digits, dot, dash, underscore and tilde')
  .refine((text) => !/\/\.{1,2}(\/|$)/.test(text), 'expected a path without . and .. segments');

const auth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({
    type: z.literal('key'),
    header: z.string().regex(/^[A-Za-z0-9-]{1,128}$/, 'expected a header name'),
  }),
  z.strictObject({
    type: z.literal('jwt'),
    jwks: plainUrl,
    issuer: z.string().min(1).optional(),
    audience: z.string().min(1).optional(),
  }),
]);

/** What the gateway does with requests of one API; the body of a `route` resource. Nothing in it has a default. */
export const routeSchema = z.strictObject({
  /** Lower case, without a port; absent: any host. */
  host: z
    .string()
    .max(253)
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'expected a host name in lower case, without a port')
    .optional(),
  path: listenPath,
  stripPath: z.boolean(),
  upstreams: z
    .array(z.strictObject({ url: plainUrl, weight: z.int().min(0).max(1000) }))
    .min(1)
    .max(100)
    .refine((all) => all.some(({ weight }) => weight > 0), 'expected a weight above 0: otherwise nothing answers'),
  auth,
  rateLimit: z.strictObject({ requests: z.int().min(1), periodMs: z.int().min(1000).max(86_400_000) }).optional(),
  /** Largest request body in bytes. */
  requestSize: z.int().min(1).optional(),
  /** Longest wait for an upstream to move: to connect, to take a part of the request, to answer, to send a part of the answer. */
  timeoutMs: z.int().min(1).max(3_600_000),
  /** What may be called, by the path that the upstream sees; absent: anything. */
  operations: z
    .array(
      z.strictObject({
        method: z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/),
        path: z.string().startsWith('/').max(2048),
      }),
    )
    .optional(),
});

export type RouteBody = z.infer<typeof routeSchema>;

const resourceSchema = z.strictObject({
  id: z.string().max(512),
  api: z.string().min(1).max(128),
  kind: z.literal('route', 'this gateway knows resources of the kind route only'),
  body: routeSchema,
  dependsOn: z.array(z.string()).length(0, 'routes do not depend on each other'),
});

/** All routes of one owner. */
export const routesSchema = z.strictObject({ resources: z.array(resourceSchema).max(10_000) });

export type RouteResource = z.infer<typeof resourceSchema>;

/** Something in a route that the gateway refuses. */
export interface RouteProblem {
  /** Of the resource; empty where the whole request is meant. */
  readonly id: string;
  /** Dotted path in its body, e.g. `upstreams.0.url`. */
  readonly field: string;
  readonly message: string;
}

export type ParsedRoutes =
  | { readonly ok: true; readonly resources: readonly RouteResource[] }
  | { readonly ok: false; readonly problems: readonly RouteProblem[] };

/** The same thing as the contract has it: what came through the schema came from JSON, so no key holds undefined. */
export function asResource(resource: RouteResource): Resource {
  return resource as unknown as Resource;
}

/** The stable id of an API's route. */
export function routeId(owner: string, api: string): string {
  return `embedded/${owner}/${api}`;
}

/** Checks what somebody wants `owner`'s routes to be; conflicts with other owners are the routing table's to find. */
export function parseRoutes(owner: string, value: unknown): ParsedRoutes {
  const parsed = routesSchema.safeParse(value);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map((issue) => asProblem(issue, value)) };
  const problems = parsed.data.resources
    .filter(({ id, api }) => id !== routeId(owner, api))
    .map(({ id, api }) => ({ id, field: 'id', message: `expected ${routeId(owner, api)}` }));
  return problems.length === 0 ? { ok: true, resources: parsed.data.resources } : { ok: false, problems };
}

function asProblem(issue: z.core.$ZodIssue, value: unknown): RouteProblem {
  const [, index, part, ...rest] = issue.path;
  const resources = (value as { resources?: unknown } | null)?.resources;
  const resource: unknown = Array.isArray(resources) && typeof index === 'number' ? resources[index] : undefined;
  const id = (resource as { id?: unknown } | undefined)?.id;
  const field = part === 'body' ? rest : part === undefined ? [] : [part, ...rest];
  return { id: typeof id === 'string' ? id : '', field: field.join('.'), message: issue.message };
}
