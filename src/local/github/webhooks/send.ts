import { createHmac } from 'node:crypto';
import type { App, Delivery } from '../model.ts';

export interface Attempt {
  readonly duration: number;
  readonly statusCode: number;
  readonly status: string;
  readonly response: Delivery['response'];
}

/** GitHub waits so long for an answer. https://docs.github.com/webhooks/using-webhooks/handling-webhook-deliveries */
export const TIMEOUT_MS = 10_000;
const KEPT_CHARACTERS = 10_000;

/** https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers */
export function webhookHeaders(app: App, event: string, guid: string, body: string): Record<string, string> {
  const sign = (algorithm: string) => createHmac(algorithm, app.webhookSecret).update(body).digest('hex');
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/5f0a2c1',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': String(app.id),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    ...(app.webhookSecret === ''
      ? {}
      : { 'x-hub-signature': `sha1=${sign('sha1')}`, 'x-hub-signature-256': `sha256=${sign('sha256')}` }),
  };
}

/** One attempt. Never throws: what went wrong is in the status, with 0 for the code. */
export async function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<Attempt> {
  const started = performance.now();
  const ended = (statusCode: number, status: string, response: Delivery['response']): Attempt => ({
    duration: Math.round(performance.now() - started) / 1000,
    statusCode,
    status,
    response,
  });
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    const payload = (await answer.text()).slice(0, KEPT_CHARACTERS);
    const status = answer.ok ? 'OK' : `Invalid HTTP Response: ${answer.status}`;
    return ended(answer.status, status, { headers: Object.fromEntries(answer.headers), payload });
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    return ended(0, late ? 'timed out' : 'failed to connect to host', { headers: {}, payload: '' });
  }
}

/** The outcome of an attempt that the faults let fail. */
export const FAILED: Attempt = {
  duration: 0,
  statusCode: 0,
  status: 'failed to connect to host',
  response: { headers: {}, payload: '' },
};
