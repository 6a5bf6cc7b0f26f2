import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatewayOpener, OpenOptions } from './opener.ts';
import { findProgram, missingProgram } from './program.ts';
import { traefikProcess, type TraefikProvider } from './traefik-process.ts';

const program = { name: 'traefik', variable: 'SLUICE_TRAEFIK' };
const TOKEN = 'a-token-for-the-story';

/** Asks the App for its configuration, as any number of others could. */
export const traefik = traefikBy('http', ({ appUrl }) => ({
  http: `${appUrl}/traefik/edge`,
  token: TOKEN,
  pollMs: 100,
}));

/** Watches the folder that the App writes. */
export const traefikFile = traefikBy('file', (_options, directory) => ({ file: directory }));

function traefikBy(
  provider: 'http' | 'file',
  reads: (options: OpenOptions, directory: string) => TraefikProvider,
): GatewayOpener {
  return {
    missing: () => missingProgram(program),
    routesOperations: false,
    countsRequests: true,
    async open(options) {
      const { folder, front } = options;
      const binary = findProgram(program);
      if (binary === undefined) throw new Error(missingProgram(program));
      const directory = join(folder, 'served');
      await mkdir(directory, { recursive: true });
      const running = await traefikProcess({
        binary,
        folder: join(folder, 'traefik'),
        provider: reads(options, directory),
      });
      await running.start();
      return {
        url: running.url,
        targets: `targets:
  edge:
    kind: traefik
    provider: ${provider}
    directory: ${JSON.stringify(directory)}
    api: ["${await front(running.api)}"]
    url: "${running.url}"
${provider === 'http' ? '    secret: { env: EDGE_TOKEN }\n' : ''}    repositories: ["acme/*"]
`,
        env: { EDGE_TOKEN: TOKEN },
        close: () => running.end('SIGTERM'),
      };
    },
  };
}
