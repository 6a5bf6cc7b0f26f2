import { setTimeout as sleep } from 'node:timers/promises';

export interface TrafficOptions {
  /** Of the gateway. */
  readonly url: string;
  /** Asked for in turn. */
  readonly paths: readonly string[];
  readonly perSecond: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Requests by what came of them; `no answer` where there was none. */
type TrafficCounts = Readonly<Record<string, number>>;

export interface Traffic {
  /** So far: path → status → how many. */
  counts(): Readonly<Record<string, TrafficCounts>>;
  /** Sends nothing more, waits for what is under way, and gives the final counts. */
  stop(): Promise<Readonly<Record<string, TrafficCounts>>>;
}

/** Sends GET requests at a steady pace, whether the ones before are answered or not. */
export function startTraffic({ url, paths, perSecond, headers }: TrafficOptions): Traffic {
  const counts: Record<string, Record<string, number>> = Object.fromEntries(paths.map((path) => [path, {}]));
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  const send = async (path: string): Promise<void> => {
    const outcome = await statusOf(`${url}${path}`, headers);
    const ofPath = (counts[path] ??= {});
    ofPath[outcome] = (ofPath[outcome] ?? 0) + 1;
  };
  const run = async (): Promise<void> => {
    const started = performance.now();
    for (let sent = 0; !stopping.signal.aborted; sent += 1) {
      const request = send(paths[sent % paths.length] ?? '/').finally(() => underWay.delete(request));
      underWay.add(request);
      const due = started + ((sent + 1) * 1000) / perSecond;
      await sleep(Math.max(0, due - performance.now()), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    await Promise.all(underWay);
  };
  const running = run();
  return {
    counts: () => structuredClone(counts),
    async stop() {
      stopping.abort();
      await running;
      return counts;
    },
  };
}

async function statusOf(url: string, headers: TrafficOptions['headers']): Promise<string> {
  try {
    const response = await fetch(url, {
      ...(headers && { headers: { ...headers } }),
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    return response.status.toString();
  } catch {
    return 'no answer';
  }
}
