import { z } from 'zod';
import { packName } from './shipped-packs.ts';
import { sinkConfig, type SinkConfig } from './sinks-config.ts';
import { address, secret } from './targets-parts.ts';
import { duration } from './words.ts';

// `.describe` is the text of the reference (schema.ts).

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'expected lower-case letters, digits, dot, dash or underscore, 63 at most');
const file = z.string().startsWith('/', 'expected the full path of a file');

/** What every kind has. */
const common = {
  url: address.describe('Where its traffic enters, for probes.'),
  prometheus: address
    .refine((text) => !/[?#]|^[^/]*\/\/[^/]*@/.test(text), 'expected an address without user, ? and #')
    .optional()
    .describe('Address of the Prometheus that has its metrics, which analyses of the repositories below may query.'),
  prometheusToken: secret.optional().describe('What that Prometheus, or what stands before it, asks for as bearer.'),
  repositories: z
    .array(z.string().min(1))
    .min(1, 'expected at least one glob such as acme/*')
    .describe('Who may use it: globs over `owner/name`.'),
};

const embedded = z.strictObject({
  kind: z.literal('embedded').describe('Sluice’s own gateway.'),
  admin: z.array(address).min(1).describe('Addresses of its admin API, one for each node.'),
  secret: secret.describe('What the admin API asks for.'),
  ...common,
});

const entryPointNames = z.array(z.string().min(1)).min(1);
const entryPoints = z
  .strictObject({
    public: entryPointNames.optional().describe('For public APIs; default: those that Traefik uses by default.'),
    internal: entryPointNames.optional().describe('For internal APIs; without it there can be none.'),
  })
  .optional()
  .describe('Traefik’s, by the visibility of an API.');

const traefik = z
  .strictObject({
    kind: z.literal('traefik').describe('Traefik Proxy outside a cluster.'),
    provider: z
      .enum(['file', 'http'])
      .describe('How Traefik gets its dynamic configuration: from files in `directory`, or from Sluice by HTTP.'),
    directory: z
      .string()
      .startsWith('/', 'expected the full path of a folder')
      .describe(
        '`file`: the folder that all these Traefiks watch. `http`: where what they are served is kept, shared by web and workers.',
      ),
    api: z.array(address).min(1).describe('Addresses of Traefik’s API, one for each node.'),
    secret: secret
      .optional()
      .describe('`http` only, and needed there: the token that Traefik reads its configuration with.'),
    login: secret.optional().describe('`user:password`, where Traefik’s API asks for one.'),
    entryPoints,
    secrets: z
      .record(z.string(), file)
      .optional()
      .describe('What repositories call a secret → the file, where Traefik runs, that holds it.'),
    ...common,
  })
  .refine(({ provider, secret: token }) => (provider === 'http') === (token !== undefined), {
    path: ['secret'],
    error: 'expected for the provider http, whose answers it guards, and for no other',
  });

const tyk = z.strictObject({
  kind: z.literal('tyk').describe('Tyk Gateway, by its REST API.'),
  nodes: z.array(address).min(1).describe('Addresses of the gateways’ REST API, one for each node.'),
  storage: z
    .enum(['shared', 'each'])
    .optional()
    .describe(
      '`shared`: all nodes read the same definitions, so that one is written to. `each` (default): every node is.',
    ),
  secret: secret.describe('What the REST API asks for in `x-tyk-authorization`.'),
  jwtSigning: z
    .enum(['rsa', 'ecdsa'])
    .optional()
    .describe(
      'What tokens are signed with, default `rsa`: Tyk takes one family of algorithms, and their keys do not tell.',
    ),
  secrets: z
    .record(
      z.string(),
      z
        .string()
        .regex(/^(env|secrets|vault|consul):\/\/\S+$/, 'expected env://NAME, secrets://, vault:// or consul://'),
    )
    .optional()
    .describe('What repositories call a secret → where the gateway itself looks it up.'),
  ...common,
});

const namespace = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'expected the name of a namespace');

/** Which cluster and as whom. */
const cluster = {
  kubeconfig: file.optional().describe('Which cluster and as whom; default: `KUBECONFIG`, or `~/.kube/config`.'),
  context: z.string().min(1).optional().describe('Of the kubeconfig; default: its current one.'),
  inCluster: z
    .literal(true)
    .optional()
    .describe('The account of the pod that Sluice runs in, instead of a kubeconfig.'),
};

const isOneWay = (access: { kubeconfig?: unknown; context?: unknown; inCluster?: unknown }): boolean =>
  access.inCluster === undefined || (access.kubeconfig ?? access.context) === undefined;
const clusterError = {
  path: ['inCluster'],
  error: 'expected without kubeconfig and context: the account of the pod is another way to the cluster',
};

/** What the portable block becomes in a cluster. */
const rendering = {
  renders: z
    .enum(['traefik-proxy', 'traefik-hub', 'gateway-api', 'tyk-operator'])
    .describe('What the portable block becomes.'),
  namespaces: z.tuple([namespace], namespace).describe('Where it may write; what is rendered goes to the first.'),
  clusterKinds: z
    .array(z.string().regex(/^[A-Z][A-Za-z]*$/, 'expected a kind, such as AccessControlPolicy'))
    .optional()
    .describe(
      'Kinds without a namespace that repositories may write too, such as `AccessControlPolicy`; default: none.',
    ),
  gateway: z
    .strictObject({
      name: z.string().min(1).describe('Its name.'),
      namespace: namespace.optional().describe('Default: that of the route.'),
      section: z.string().min(1).optional().describe('The listener; default: any that takes the route.'),
    })
    .optional()
    .describe('`gateway-api` only, and needed there: the Gateway that routes attach to.'),
  entryPoints,
};

const namesGateway = ({ renders, gateway }: { renders: string; gateway?: unknown }): boolean =>
  (renders === 'gateway-api') === (gateway !== undefined);
const gatewayError = {
  path: ['gateway'],
  error: 'expected with renders: gateway-api, whose routes attach to it, and with no other',
};

const kubernetes = z
  .strictObject({
    kind: z.literal('kubernetes').describe('A cluster, by server-side apply.'),
    ...rendering,
    ...cluster,
    api: z
      .array(address)
      .min(1)
      .optional()
      .describe(
        'Addresses of the APIs of the Traefiks that read the cluster: what is applied is live when they serve it, and they count requests.',
      ),
    ...common,
  })
  .refine(namesGateway, gatewayError)
  .refine(isOneWay, clusterError);

const git = z
  .strictObject({
    kind: z.literal('git').describe('A branch that a controller deploys from.'),
    ...rendering,
    repository: address.describe('The repository, by HTTP.'),
    branch: z
      .string()
      .regex(/^[\w][\w./-]{0,199}$/, 'expected the name of a branch')
      .describe('What the controller deploys.'),
    folder: z
      .string()
      .regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/, 'expected a folder of the repository, such as clusters/eu-1')
      .describe('Where manifests go; each repository and environment has a folder of its own below.'),
    secret: secret.optional().describe('A token that may push; default: the server asks for none.'),
    pullRequests: z
      .strictObject({
        api: address.optional().describe('GitHub’s REST API; default: that of the server of `repository`.'),
        within: duration.optional().describe('How long a release waits for one to be merged; default `24h`.'),
      })
      .optional()
      .describe(
        'Changes go to the branch by one pull request for each repository and environment; default: by commits.',
      ),
    controller: z
      .strictObject({
        kind: z.enum(['argocd', 'flux']).describe('Which one it is.'),
        namespace: namespace.describe('Where its object is.'),
        name: z.string().min(1).describe('Of the Application, or the Kustomization.'),
        ...cluster,
      })
      .refine(isOneWay, clusterError)
      .optional()
      .describe(
        'Who deploys from there and the cluster that tells what became of it; default: what is pushed counts as live.',
      ),
    ...common,
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
export const kinds = [embedded, traefik, tyk, kubernetes, git] as const;
const kindNames = kinds.map(({ shape }) => shape.kind.value).join(', ');

export const floor = z.strictObject({
  approval: z
    .strictObject({
      teams: z
        .array(z.string().regex(/^@[\w-]+\/[\w.-]+$/, 'expected @organisation/team'))
        .min(1)
        .describe('Any member of any of them may approve.'),
    })
    .optional()
    .describe('A release to this environment waits for one of them, besides what the repository asks for.'),
  policies: z
    .array(packName)
    .optional()
    .describe('Packs that every review holds descriptions to, whatever a repository extends and wherever it deploys.'),
});

/** `sluice.targets.yaml`: which gateways there are and who may use them. The operator's, never in a user's repository. */
export const targetsConfigSchema = z.strictObject({
  targets: z.record(
    name,
    z
      .discriminatedUnion('kind', kinds, { error: `expected one of these kinds of target: ${kindNames}` })
      .refine(({ prometheus, prometheusToken }) => prometheusToken === undefined || prometheus !== undefined, {
        path: ['prometheusToken'],
        error: 'expected with prometheus, which it is for',
      }),
  ),
  /** Environment → what a repository can tighten and never weaken. */
  floors: z.record(name, floor).optional(),
  /** Who outside GitHub is told of what. */
  notify: z.record(name, sinkConfig).optional(),
});

export type TargetsConfig = z.infer<typeof targetsConfigSchema>;
export type TargetConfig = TargetsConfig['targets'][string];

/** Every variable that a target or a sink names, by the field that names it. */
export function secretsOf(target: TargetConfig | SinkConfig): readonly (readonly [field: string, variable: string])[] {
  return Object.entries(target).flatMap(([field, value]: [string, unknown]) => {
    const named = secret.safeParse(value);
    return named.success ? [[field, named.data.env] as const] : [];
  });
}
