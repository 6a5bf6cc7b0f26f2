import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatewayOpener } from './opener.ts';
import { findProgram, missingProgram } from './program.ts';
import { startTyk } from './tyk-process.ts';

const gateway = { name: 'tyk', variable: 'SLUICE_TYK' };
const redis = { name: 'redis-server', variable: 'SLUICE_REDIS_SERVER' };
const SECRET = 'a-secret-for-the-story';

/** Tyk Gateway, open source, with a Redis of its own. */
export const tyk: GatewayOpener = {
  missing: () => missingProgram(gateway) ?? missingProgram(redis),
  // It takes the path of an operation for the beginning of paths.
  routesOperations: false,
  countsRequests: false,
  async open({ folder, front }) {
    const [program, redisServer] = [findProgram(gateway), findProgram(redis)];
    if (program === undefined || redisServer === undefined) throw new Error(tyk.missing());
    const files = join(folder, 'tyk');
    await mkdir(files, { recursive: true });
    const cluster = await startTyk({ tyk: program, redisServer, folder: files, secret: SECRET });
    const url = cluster.nodes[0]?.url ?? '';
    return {
      url,
      targets: `targets:
  edge: { kind: tyk, nodes: ["${await front(url)}"], url: "${url}", secret: { env: EDGE_SECRET }, repositories: ["acme/*"] }
`,
      env: { EDGE_SECRET: SECRET },
      close: () => cluster.close(),
    };
  },
};
