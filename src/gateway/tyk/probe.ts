import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { requesting } from '../../telemetry/requests.ts';
import type { Place } from './places.ts';

/** Tyk says at once where nothing listens; what takes longer has been passed on to an upstream. */
const passedOnMs = 1000;

interface Seen {
  readonly status: number;
  readonly headers: string;
  readonly text: string;
}

/**
 * Asks for listen paths where traffic enters. A path is served when it answers anything else than what Tyk says for one where nothing can
 * be, which is asked for too, once for each host: an upstream has its own ways of saying 404.
 */
export class Prober {
  private readonly nothing = new Map<string, Promise<Asked>>();
  private readonly url: string;
  private readonly signal: AbortSignal;

  constructor(url: string, signal: AbortSignal) {
    this.url = url;
    this.signal = signal;
  }

  /** Undefined where Tyk itself cannot be reached. */
  async isServed({ host, path }: Pick<Place, 'host' | 'path'>): Promise<boolean | undefined> {
    const seen = await ask(this.url, host, path, this.signal);
    if (seen === 'none') return undefined;
    if (seen === 'passed on' || seen.status !== 404) return true;
    const known = this.nothing.get(host) ?? ask(this.url, host, `/${randomUUID()}`, this.signal);
    this.nothing.set(host, known);
    const nothing = await known;
    if (nothing === 'none') return undefined;
    return nothing === 'passed on' || seen.headers !== nothing.headers || seen.text !== nothing.text;
  }
}

type Asked = Seen | 'passed on' | 'none';

async function ask(url: string, host: string, path: string, signal: AbortSignal): Promise<Asked> {
  const limit = AbortSignal.timeout(passedOnMs);
  try {
    return await requesting({ method: 'GET', address: url, route: '/{listenPath}' }, async (answered) => {
      const { statusCode, headers, body } = await request(`${url}${path}`, {
        ...(host !== '' && { headers: { host } }),
        signal: AbortSignal.any([signal, limit]),
      });
      answered(statusCode);
      if (statusCode !== 404) {
        await body.dump();
        return { status: statusCode, headers: '', text: '' };
      }
      const text = (await body.text()).slice(0, 1024);
      return { status: statusCode, headers: Object.keys(headers).sort().join(), text };
    });
  } catch {
    signal.throwIfAborted();
    return limit.aborted ? 'passed on' : 'none';
  }
}
