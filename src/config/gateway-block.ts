import { z } from 'zod';
import { duration, name } from './words.ts';

// `.describe` is the text of the reference and of the published JSON Schema (schema.ts).

const rate = z
  .string()
  .regex(/^[1-9][0-9]{0,8}\/(second|minute|hour|day)$/, 'expected NUMBER/second, /minute, /hour or /day');
const quota = z
  .string()
  .regex(/^[1-9][0-9]{0,8}\/(hour|day|week|month)$/, 'expected NUMBER/hour, /day, /week or /month');
const size = z.string().regex(/^[1-9][0-9]{0,8}(B|KiB|MiB)$/, 'expected a size such as 512KiB or 1MiB');
const url = z.url({ protocol: /^https?$/, error: 'expected an address that begins with http:// or https://' });

/** A repository names secrets, the operator binds the names to values. */
const secret = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/,
    'expected the name of a secret: lower-case letters, digits, dot or dash',
  );
const addressRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
/** The published JSON Schema knows no format for ranges, so there it is any text. */
const cidr = z
  .string()
  .refine((text) => addressRange.safeParse(text).success, 'expected an address or a range such as 10.0.0.0/8');
const method = z.string().regex(/^[A-Z]{1,32}$/, 'expected a method such as GET');
const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/, 'expected the name of a header');

const auth = z.union([
  z.strictObject({ none: z.strictObject({}).describe('Anybody may call it.') }),
  z.strictObject({
    key: z
      .strictObject({
        header: z.string().min(1).max(128).optional().describe('The header that holds the key; default `x-api-key`.'),
      })
      .describe('An API key.'),
  }),
  z.strictObject({
    jwt: z
      .strictObject({
        jwks: url.describe('Address of the keys that tokens are signed with.'),
        issuer: z.string().optional().describe('The only `iss` that is taken.'),
        audience: z.string().optional().describe('The only `aud` that is taken.'),
      })
      .describe('A signed token in `Authorization: Bearer`.'),
  }),
  z.strictObject({
    basic: z
      .strictObject({ users: secret.describe('The secret that holds the users and the hashes of their passwords.') })
      .describe('A user’s name and password.'),
  }),
  z.strictObject({
    oauth2: z
      .strictObject({
        introspection: url.describe('Where a token is asked about (RFC 7662).'),
        clientId: z.string().min(1).max(256).describe('Whom the gateway says it is there.'),
        clientSecret: secret.describe('The secret that the gateway proves it with.'),
        scopes: z.array(z.string().min(1)).min(1).optional().describe('What a token must be good for, all of it.'),
      })
      .describe('A token that its issuer is asked about.'),
  }),
  z.strictObject({
    mtls: z
      .strictObject({
        authorities: secret.describe('The secret that holds the certificates of who may sign for clients.'),
      })
      .describe('A client’s certificate.'),
  }),
]);

const upstream = z.union([
  url,
  z
    .array(
      z.strictObject({
        url: url.describe('Address of one upstream.'),
        weight: z.int().min(0).max(1000).describe('Its share of the traffic, relative to the others.'),
      }),
    )
    .min(1),
]);

const cors = z.strictObject({
  origins: z
    .array(
      z.union([
        z.literal('*'),
        z.string().regex(/^https?:\/\/[^/\s]+$/, 'expected an origin such as https://app.example'),
      ]),
    )
    .min(1)
    .describe('Origins, or `*` for any.'),
  methods: z.array(method).min(1).optional().describe('Methods that they may use; default `GET`, `HEAD`, `POST`.'),
  headers: z.array(headerName).optional().describe('Headers that they may send.'),
  expose: z.array(headerName).optional().describe('Headers of the answer that they may read.'),
  credentials: z.boolean().optional().describe('Whether cookies go along; default false.'),
  maxAge: duration.optional().describe('How long a browser may remember the answer.'),
});

const version = z.strictObject({
  of: name.describe('The API that it is a version of.'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/)
    .describe('What clients ask for, such as `v2`.'),
  header: headerName.optional().describe('The header that they ask with; default `x-api-version`.'),
});

/** The portable block: what every kind of gateway is asked for in the same words. */
export const gatewaySchema = z.strictObject({
  upstream: upstream.optional().describe('Where requests go: one address, or several with weights.'),
  path: z
    .string()
    .regex(/^\/[A-Za-z0-9._~/-]*$/, 'expected a path that begins with /')
    .optional()
    .describe('Listen path; default `/NAME`.'),
  host: z.string().min(1).max(253).optional().describe('The only host name that it listens to.'),
  stripPath: z
    .boolean()
    .optional()
    .describe('Whether the listen path is taken off before the upstream sees the request; default true.'),
  auth: auth.optional().describe('Who may call it. Taken whole from the last that says it: ways are never mixed.'),
  rateLimit: rate.optional().describe('How many requests a consumer may make, such as `100/minute`.'),
  requestSize: size.optional().describe('The largest request body, such as `1MiB`.'),
  quota: quota.optional().describe('How many requests a consumer may make in a longer time, such as `10000/day`.'),
  validateRequests: z
    .boolean()
    .optional()
    .describe('Whether requests are held to the description before the upstream sees them; default false.'),
  cors: cors.optional().describe('Which pages of other origins may call it from a browser.'),
  ips: z
    .strictObject({
      allow: z.array(cidr).min(1).optional().describe('Nobody else may call it.'),
      deny: z.array(cidr).min(1).optional().describe('These may not.'),
    })
    .optional()
    .describe('Addresses and ranges that it is open to.'),
  retries: z.int().min(0).max(10).optional().describe('How often a failed request is tried again; default 0.'),
  version: version.optional().describe('Makes it a version of another API, at that API’s listen path.'),
  tags: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/))
    .optional()
    .describe('Labels; where a gateway shards by tags, its shards.'),
  timeout: duration.optional().describe('How long the upstream may take, such as `30s`.'),
  visibility: z.enum(['public', 'internal']).optional().describe('Who is meant to see it.'),
});

export type GatewayBlock = z.infer<typeof gatewaySchema>;
