import { Pool } from 'undici';

export interface Shot {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface LoadOptions {
  readonly url: string;
  readonly path: string;
  /** Kept open; each has one request under way. */
  readonly connections: number;
  readonly ms: number;
  /** The next request; undefined ends the load early. */
  readonly next: () => Shot | undefined;
}

export interface Load {
  readonly seconds: number;
  /** Of each answer, in milliseconds. */
  readonly latencies: readonly number[];
}

/** POSTs as fast as the answers come. @throws at the first answer that is no success: a refusal is quick, and no figure. */
export async function load({ url, path, connections, ms, next }: LoadOptions): Promise<Load> {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const latencies: number[] = [];
  const started = performance.now();
  const sender = async (): Promise<void> => {
    while (performance.now() - started < ms) {
      const shot = next();
      if (shot === undefined) return;
      const sent = performance.now();
      const { statusCode, body } = await pool.request({ path, method: 'POST', headers: shot.headers, body: shot.body });
      const text = await body.text();
      latencies.push(performance.now() - sent);
      if (statusCode >= 300) throw new Error(`${url}${path} answered ${statusCode}: ${text}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, sender));
    return { seconds: (performance.now() - started) / 1000, latencies };
  } finally {
    await pool.destroy();
  }
}
