import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bindings } from '../../../src/gateway/traefik/portable-problems.ts';
import { directoryStore, type DocumentStore } from '../../../src/gateway/traefik/store.ts';
import { traefikTarget } from '../../../src/gateway/traefik/target.ts';
import type { Target } from '../../../src/gateway/target.ts';
import { traefikProcess, type TraefikProcess } from '../../../src/local/gateways/traefik-process.ts';
import { serverBinary } from '../../servers/server.ts';

export interface LocalTraefik {
  readonly target: Target;
  readonly nodes: readonly TraefikProcess[];
  /** Where Sluice writes and Traefik reads. */
  readonly directory: string;
  readonly store: DocumentStore;
  close(): Promise<void>;
}

/** The real program; looked for again here, since only a suite that runs gets so far. */
function traefikBinary(): string {
  const binary = serverBinary('traefik');
  if (binary === undefined) throw new Error('there is no traefik');
  return binary;
}

/** Traefiks that read one directory, and a target that writes there. */
export async function startLocalTraefik({
  nodes: count = 1,
  bindings = {},
  patienceMs = 10_000,
  entryPoints = [],
}: {
  readonly nodes?: number;
  readonly bindings?: Bindings;
  readonly patienceMs?: number;
  readonly entryPoints?: readonly string[];
} = {}): Promise<LocalTraefik> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-traefik-'));
  const directory = join(folder, 'dynamic');
  await mkdir(directory);
  const nodes = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      traefikProcess({
        binary: traefikBinary(),
        folder: join(folder, `node-${index}`),
        provider: { file: directory },
        entryPoints,
      }),
    ),
  );
  await Promise.all(nodes.map((node) => node.start()));
  const store = directoryStore(directory);
  const api = nodes.map((node) => node.api);
  return {
    target: traefikTarget('edge', { provider: 'file', store, api, url: nodes[0]!.url, bindings, patienceMs }),
    nodes,
    directory,
    store,
    async close() {
      await Promise.all(nodes.map((node) => node.end('SIGTERM')));
      await rm(folder, { recursive: true });
    },
  };
}
