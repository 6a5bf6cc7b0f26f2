import { z } from 'zod';
import { packName } from './shipped-packs.ts';
import { duration } from './words.ts';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'expected lower-case letters, digits, dot, dash or underscore, 63 at most');
const address = z.url({ protocol: /^https?$/ });

/** Names a variable of the process environment: the value itself never stands in a file. */
const secret = z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'expected the name of a variable') });

/** Who may use it: globs over `owner/repository`. */
const repositories = z.array(z.string().min(1)).min(1, 'expected at least one glob such as acme/*');

const embedded = z.strictObject({
  kind: z.literal('embedded'),
  /** Admin addresses, one for each node. */
  admin: z.array(address).min(1),
  /** Where its traffic enters, for probes. */
  url: address,
  secret,
  repositories,
});

const entryPoints = z.array(z.string().min(1)).min(1);

const traefik = z
  .strictObject({
    kind: z.literal('traefik'),
    /** How Traefik gets its dynamic configuration: from files in `directory`, or from Sluice by HTTP. */
    provider: z.enum(['file', 'http']),
    /** `file`: the folder that all these Traefiks watch. `http`: where what they are served is kept, shared by web and workers. */
    directory: z.string().startsWith('/', 'expected the full path of a folder'),
    /** Addresses of Traefik's API, one for each node. */
    api: z.array(address).min(1),
    url: address,
    /** `http` only: the bearer token that Traefik reads its configuration with. */
    secret: secret.optional(),
    /** `user:password`, where the API asks for one. */
    login: secret.optional(),
    /** Where public and internal APIs are reached; absent: Traefik's default entry points, and none for internal ones. */
    entryPoints: z.strictObject({ public: entryPoints.optional(), internal: entryPoints.optional() }).optional(),
    /** Names that repositories may use → the file, where Traefik runs, that holds the secret. */
    secrets: z.record(z.string(), z.string().startsWith('/', 'expected the full path of a file')).optional(),
    repositories,
  })
  .refine(({ provider, secret: token }) => (provider === 'http') === (token !== undefined), {
    path: ['secret'],
    error: 'expected for the provider http, whose answers it guards, and for no other',
  });

const tyk = z.strictObject({
  kind: z.literal('tyk'),
  /** Addresses of the gateways' REST API, one for each node. */
  nodes: z.array(address).min(1),
  /** `shared`: all nodes read the same definitions, so that one is written to. Absent, or `each`: every node is. */
  storage: z.enum(['shared', 'each']).optional(),
  /** Where its traffic enters, for probes. */
  url: address,
  /** What the REST API asks for in `x-tyk-authorization`. */
  secret,
  /** What tokens are signed with, `rsa` where nothing is said: Tyk takes one family of algorithms, and their keys do not tell. */
  jwtSigning: z.enum(['rsa', 'ecdsa']).optional(),
  /** Names that repositories may use → where the gateway itself looks the secret up. */
  secrets: z
    .record(
      z.string(),
      z
        .string()
        .regex(/^(env|secrets|vault|consul):\/\/\S+$/, 'expected env://NAME, secrets://, vault:// or consul://'),
    )
    .optional(),
  repositories,
});

const namespace = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'expected the name of a namespace');

/** Which cluster and as whom; absent: `KUBECONFIG`, or `~/.kube/config`. */
const cluster = {
  kubeconfig: z.string().startsWith('/', 'expected the full path of a file').optional(),
  /** Of the kubeconfig; absent: its current one. */
  context: z.string().min(1).optional(),
  /** The account of the pod that Sluice runs in, instead of a kubeconfig. */
  inCluster: z.literal(true).optional(),
};

/** What the portable block becomes in a cluster. */
const rendering = {
  renders: z.enum(['traefik-proxy', 'traefik-hub', 'gateway-api', 'tyk-operator']),
  /** Where it may write; what is rendered goes to the first. */
  namespaces: z.tuple([namespace], namespace),
  /** Kinds without a namespace that repositories may write too, such as `AccessControlPolicy`; absent: none. */
  clusterKinds: z
    .array(z.string().regex(/^[A-Z][A-Za-z]*$/, 'expected a kind, such as AccessControlPolicy'))
    .optional(),
  /** `gateway-api` only: the Gateway that routes attach to; absent namespace: that of the route. */
  gateway: z
    .strictObject({ name: z.string().min(1), namespace: namespace.optional(), section: z.string().min(1).optional() })
    .optional(),
  /** Traefik's, for APIs of each visibility; absent: those that Traefik uses by default, and none for internal ones. */
  entryPoints: z.strictObject({ public: entryPoints.optional(), internal: entryPoints.optional() }).optional(),
};

const namesGateway = ({ renders, gateway }: { renders: string; gateway?: unknown }): boolean =>
  (renders === 'gateway-api') === (gateway !== undefined);
const gatewayError = {
  path: ['gateway'],
  error: 'expected with renders: gateway-api, whose routes attach to it, and with no other',
};

const kubernetes = z
  .strictObject({
    kind: z.literal('kubernetes'),
    ...rendering,
    ...cluster,
    url: address,
    /** Addresses of the APIs of the Traefiks that read the cluster: what is applied is live when they serve it, and they count requests. */
    api: z.array(address).min(1).optional(),
    repositories,
  })
  .refine(namesGateway, gatewayError)
  .refine((target) => target.inCluster === undefined || (target.kubeconfig ?? target.context) === undefined, {
    path: ['inCluster'],
    error: 'expected without kubeconfig and context: the account of the pod is another way to the cluster',
  });

const git = z
  .strictObject({
    kind: z.literal('git'),
    ...rendering,
    /** The repository that a controller deploys from, by HTTP. */
    repository: address,
    branch: z.string().regex(/^[\w][\w./-]{0,199}$/, 'expected the name of a branch'),
    /** Where manifests go; each repository and environment has a folder of its own below. */
    folder: z
      .string()
      .regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/, 'expected a folder of the repository, such as clusters/eu-1'),
    url: address,
    /** A token that may push; absent: the server asks for none. */
    secret: secret.optional(),
    /** Changes go to the branch by one pull request for each repository and environment; absent: by commits. */
    pullRequests: z
      .strictObject({
        /** GitHub's REST API; absent: that of the server of `repository`. */
        api: address.optional(),
        /** How long a release waits for one to be merged; absent: 24h. */
        within: duration.optional(),
      })
      .optional(),
    /** Who deploys from there and the cluster that tells what became of it; absent: what is pushed counts as live. */
    controller: z
      .strictObject({
        kind: z.enum(['argocd', 'flux']),
        namespace,
        name: z.string().min(1),
        ...cluster,
      })
      .optional(),
    repositories,
  })
  .refine(namesGateway, gatewayError)
  .refine(({ pullRequests, secret: token }) => pullRequests === undefined || token !== undefined, {
    path: ['secret'],
    error: 'expected with pullRequests: a token that may push and open them',
  })
  .refine(
    ({ pullRequests, repository }) =>
      pullRequests === undefined || /^\/[^/]+\/[^/]+$/.test(new URL(repository).pathname),
    {
      path: ['repository'],
      error: 'expected https://HOST/OWNER/NAME.git with pullRequests',
    },
  );

/** One form for each kind of target. */
const kinds = [embedded, traefik, tyk, kubernetes, git] as const;
const kindNames = kinds.map(({ shape }) => shape.kind.value).join(', ');

const floor = z.strictObject({
  approval: z
    .strictObject({ teams: z.array(z.string().regex(/^@[\w-]+\/[\w.-]+$/, 'expected @organisation/team')).min(1) })
    .optional(),
  policies: z.array(packName).optional(),
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

/** Every variable that a target names, by the field that names it. */
export function secretsOf(target: TargetConfig): readonly (readonly [field: string, variable: string])[] {
  return Object.entries(target).flatMap(([field, value]: [string, unknown]) => {
    const named = secret.safeParse(value);
    return named.success ? [[field, named.data.env] as const] : [];
  });
}
