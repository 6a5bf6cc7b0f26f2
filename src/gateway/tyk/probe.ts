import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import type { Place } from './places.ts';

/** Tyk says at once where nothing listens; what takes longer has been passed on to an upstream. */
const passedOnMs = 1000;

interface Seen {
  readonly status: number;
  readonly headers: string;
  readonly text: string;
}

/**
 * Whether something answers at a listen path where traffic enters, whatever it answers: compared with what Tyk says for a path where
 * nothing can be, since an upstream has its own ways of saying 404. Undefined where Tyk itself cannot be reached.
 */
export async function isServed(url: string, place: Place, signal: AbortSignal): Promise<boolean | undefined> {
  const [seen, nothing] = await Promise.all([
    ask(url, place.host, place.path, signal),
    ask(url, place.host, `/${randomUUID()}`, signal),
  ]);
  if (seen === 'none' || nothing === 'none') return undefined;
  if (seen === 'passed on') return true;
  if (seen.status !== 404 || nothing === 'passed on') return true;
  return seen.headers !== nothing.headers || seen.text !== nothing.text;
}

async function ask(url: string, host: string, path: string, signal: AbortSignal): Promise<Seen | 'passed on' | 'none'> {
  const limit = AbortSignal.timeout(passedOnMs);
  try {
    const { statusCode, headers, body } = await request(`${url}${path}`, {
      ...(host !== '' && { headers: { host } }),
      signal: AbortSignal.any([signal, limit]),
    });
    if (statusCode !== 404) {
      await body.dump();
      return { status: statusCode, headers: '', text: '' };
    }
    const text = (await body.text()).slice(0, 1024);
    return { status: statusCode, headers: Object.keys(headers).sort().join(), text };
  } catch {
    signal.throwIfAborted();
    return limit.aborted ? 'passed on' : 'none';
  }
}
