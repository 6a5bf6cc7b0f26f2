import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway, type Gateway } from '../../../src/gateway/embedded/gateway.ts';
import { embeddedTarget } from '../../../src/gateway/embedded/target.ts';
import type { Target } from '../../../src/gateway/target.ts';
import { secret } from './process.ts';

export interface LocalGateway extends Gateway {
  readonly target: Target;
  readonly data: string;
}

/** A gateway in this process, with a key `KEY-a` for the consumer `a` and so on. */
export async function startLocalGateway(consumers: readonly string[] = []): Promise<LocalGateway> {
  const data = await mkdtemp(join(tmpdir(), 'sluice-gateway-'));
  const keys = consumers.map((consumer) => ({
    consumer,
    sha256: createHash('sha256').update(`KEY-${consumer}`).digest('hex'),
  }));
  const local = { host: '127.0.0.1', port: 0, adminHost: '127.0.0.1', adminPort: 0 };
  const gateway = await startGateway({ ...local, data, keys, secret });
  return {
    ...gateway,
    data,
    target: embeddedTarget('edge', { admin: [gateway.adminUrl], url: gateway.url, secret }),
    async close() {
      await gateway.close();
      await rm(data, { recursive: true });
    },
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A request whose target goes out as it is written, which `fetch` would not do. */
export function raw(
  base: string,
  path: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string | string[]>;
    readonly body?: string;
  } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() });
        });
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}
