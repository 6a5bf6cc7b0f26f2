import { join } from 'node:path';
import { startProcess } from '../story/processes.ts';
import { sampleTargets } from '../story/sample.ts';
import type { GatewayOpener } from './opener.ts';

/** Of its admin side. */
export const SECRET = 'another-secret-for-the-story';

export const embedded: GatewayOpener = {
  missing: () => undefined,
  routesOperations: true,
  countsRequests: true,
  async open({ folder, front }) {
    const running = startProcess({
      args: ['gateway', '--port', '0', '--admin-port', '0', '--data', join(folder, 'gateway')],
      env: { SLUICE_GATEWAY_SECRET: SECRET },
      log: join(folder, 'gateway.log'),
    });
    const line = await running.line((text) => text.startsWith('{"url"'));
    const addresses = JSON.parse(line) as { url: string; admin: string };
    return {
      url: addresses.url,
      targets: sampleTargets({ url: addresses.url, admin: await front(addresses.admin) }),
      env: { EDGE_SECRET: SECRET },
      close: () => running.stop(),
    };
  },
};
