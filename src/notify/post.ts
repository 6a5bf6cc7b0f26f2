import { Agent, request } from 'undici';

export type Posted =
  | { readonly kind: 'taken' }
  /** Trying again cannot help. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs?: number };

/** Long enough for a service that is well; a worker waits no longer for one that is not. */
const TIMEOUT_MS = 5_000;

interface Message {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends one message and looks at the status alone: of what a server answers beyond it nothing is read. Redirects are not followed. No reason
 * names the address, which may be a secret.
 */
export async function post(
  url: string,
  { body, headers }: Message,
  signal: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<Posted> {
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMs);
  // A connection of its own, which ends with it: what the server goes on to send has nowhere to go, and messages are rare.
  const dispatcher = new Agent();
  try {
    const response = await request(url, {
      dispatcher,
      method: 'POST',
      headers: { ...headers, 'user-agent': 'Sluice' },
      body,
      signal: AbortSignal.any([signal, limit]),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    response.body.on('error', () => undefined);
    return judged(response.statusCode, response.headers['retry-after']);
  } catch (error) {
    signal.throwIfAborted();
    const why = limit.aborted ? `no answer in ${timeoutMs / 1000} s` : codeOf(error);
    return { kind: 'later', reason: `it cannot be reached (${why})` };
  } finally {
    await dispatcher.destroy();
  }
}

/** Timeouts, conflicts of timing and limits pass; anything else below 500 is a mistake in the configuration, which does not. */
const passing = new Set([408, 425, 429]);

function judged(status: number, retryAfter: string | string[] | undefined): Posted {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  const reason = `it answered ${status}`;
  if (status >= 300 && status < 400)
    return { kind: 'refused', reason: `${reason}, and no redirect is followed: set the address that it leads to` };
  if (status < 500 && !passing.has(status)) return { kind: 'refused', reason };
  const retryAfterMs = waitOf(retryAfter);
  return { kind: 'later', reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Seconds or a date (RFC 9110, section 10.2.3). */
function waitOf(retryAfter: string | string[] | undefined): number | undefined {
  if (typeof retryAfter !== 'string') return undefined;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'the connection failed';
}
