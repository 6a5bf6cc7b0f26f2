import { embeddedTarget } from '../../src/gateway/embedded/target.ts';
import { gitTarget } from '../../src/gateway/git/target.ts';
import type { Renders } from '../../src/gateway/kubernetes/render/manifest.ts';
import { kubernetesTarget } from '../../src/gateway/kubernetes/target.ts';
import type { Target } from '../../src/gateway/target.ts';
import { directoryStore } from '../../src/gateway/traefik/store.ts';
import { traefikTarget } from '../../src/gateway/traefik/target.ts';
import { tykTarget } from '../../src/gateway/tyk/target.ts';

const url = 'http://edge.example';

const cluster = (renders: Renders): Target =>
  kubernetesTarget('edge', {
    access: {},
    renders,
    namespaces: ['apis'],
    url,
    parent: { name: 'gw' },
    entryPoints: { public: ['web'], internal: ['lan'] },
  });
const traefik = (provider: 'file' | 'http'): Target =>
  traefikTarget('edge', {
    provider,
    store: directoryStore('/nowhere'),
    api: [],
    url,
    bindings: {
      secrets: { staff: '/etc/staff', partners: '/etc/partners.pem' },
      entryPoints: { public: ['web'], internal: ['lan'] },
    },
  });

/** One target of each kind; nothing answers at any of them. */
export const targets: Readonly<Record<string, Target>> = {
  embedded: embeddedTarget('edge', { admin: [url], url, secret: 's' }),
  tyk: tykTarget('edge', {
    nodes: [url],
    url,
    secret: 's',
    storage: 'each',
    settings: { jwtSigning: 'rsa', secrets: {} },
  }),
  'traefik by files': traefik('file'),
  'traefik by HTTP': traefik('http'),
  'kubernetes as Traefik Proxy': cluster('traefik-proxy'),
  'kubernetes as Traefik Hub': cluster('traefik-hub'),
  'kubernetes as Gateway API': cluster('gateway-api'),
  'kubernetes as Tyk Operator': cluster('tyk-operator'),
  git: gitTarget('edge', {
    remote: { url: 'http://git.example', branch: 'main', secret: '' },
    folder: 'edge',
    renders: 'tyk-operator',
    namespaces: ['apis'],
    url,
  }),
};
