import { join } from 'node:path';
import type { GatewayOpener } from './opener.ts';
import { findProgram, missingProgram } from './program.ts';
import { traefikProcess } from './traefik-process.ts';

const program = { name: 'traefik', variable: 'SLUICE_TRAEFIK' };
const TOKEN = 'a-token-for-the-story';

/** Asks the App for its configuration, as any number of others could. */
export const traefik: GatewayOpener = {
  missing: () => missingProgram(program),
  routesOperations: false,
  countsRequests: true,
  async open({ folder, appUrl }) {
    const binary = findProgram(program);
    if (binary === undefined) throw new Error(missingProgram(program));
    const running = await traefikProcess({
      binary,
      folder: join(folder, 'traefik'),
      provider: { http: `${appUrl}/traefik/edge`, token: TOKEN, pollMs: 100 },
    });
    await running.start();
    const directory = JSON.stringify(join(folder, 'served'));
    return {
      url: running.url,
      targets: `targets:
  edge:
    kind: traefik
    provider: http
    directory: ${directory}
    api: ["${running.api}"]
    url: "${running.url}"
    secret: { env: EDGE_TOKEN }
    repositories: ["acme/*"]
`,
      env: { EDGE_TOKEN: TOKEN },
      close: () => running.end('SIGTERM'),
    };
  },
};
