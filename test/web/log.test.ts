import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Logger } from 'pino';
import { createLogger } from '../../src/web/log.ts';

const KEY = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;
const KNOWN = 'the "known" secret\\ of\nthe webhook é';
const TOKEN = `ghs_${'aB3'.repeat(12)}`;

function logged(
  secrets: readonly string[],
  write: (log: Logger) => void,
): { text: string; line: Record<string, unknown> } {
  let text = '';
  write(createLogger({ secrets, destination: { write: (chunk) => void (text += chunk) } }));
  expect(text.endsWith('\n')).toBe(true);
  return { text, line: JSON.parse(text) as Record<string, unknown> };
}

describe('the log', () => {
  test.each<[string, string, (log: Logger) => void]>([
    [
      'a known secret in the message',
      'known',
      (log) => {
        log.info(`secret: ${KNOWN}.`);
      },
    ],
    [
      'a known secret deep inside',
      'known',
      (log) => {
        log.info({ a: [{ b: { c: `x${KNOWN}y` } }] }, 'm');
      },
    ],
    [
      'a known secret as a key',
      'known',
      (log) => {
        log.info({ [KNOWN]: 1 }, 'm');
      },
    ],
    [
      'a known secret in an error',
      'known',
      (log) => {
        log.error({ err: new Error(`bad ${KNOWN}`, { cause: new Error(KNOWN) }) }, 'm');
      },
    ],
    [
      'a known secret in a child',
      'known',
      (log) => {
        log.child({ delivery: KNOWN }).info('m');
      },
    ],
    [
      'an installation token',
      TOKEN,
      (log) => {
        log.info(`clone https://x-access-token:${TOKEN}@github.com/acme/apis`);
      },
    ],
    [
      'a personal token',
      'ghp_',
      (log) => {
        log.info({ token: `ghp_${'a'.repeat(36)}` }, 'm');
      },
    ],
    [
      'a private key',
      KEY.split('\n')[1]!,
      (log) => {
        log.info({ env: { PRIVATE_KEY: KEY } }, 'm');
      },
    ],
    [
      'a password in a URL',
      'hunter2',
      (log) => {
        log.info('redis://user:hunter2@redis:6379');
      },
    ],
    [
      'an Authorization header',
      'c2VjcmV0',
      (log) => {
        log.info({ headers: { authorization: 'Negotiate c2VjcmV0' } }, 'm');
      },
    ],
    [
      'a bearer token in a message',
      'abcdefgh12345678',
      (log) => {
        log.info('sent Authorization: Bearer abcdefgh12345678');
      },
    ],
    [
      'the request that hangs on an error',
      'from-the-payload',
      (log) => {
        log.error({ err: Object.assign(new Error('m'), { event: { body: 'from-the-payload' } }) }, 'm');
      },
    ],
  ])('does not show %s, and stays JSON', (_, trace, write) => {
    const { text } = logged([KNOWN], write);
    expect(text).not.toContain(trace);
    expect(text).not.toContain(JSON.stringify(KNOWN).slice(1, -1));
  });

  test('hides a short secret where it is the value, not inside words', () => {
    const { line } = logged(['x'], (log) => {
      log.info({ password: 'x', path: '/index' }, 'exit');
    });
    expect(line).toMatchObject({ password: '[redacted]', path: '/index', msg: 'exit' });
  });

  test('leaves other lines as they are, with level, time and delivery', () => {
    const { line } = logged([KNOWN], (log) => {
      log.child({ delivery: 'd-1' }).warn({ pull: 7 }, 'not ready');
    });
    expect(line).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      delivery: 'd-1',
      pull: 7,
      msg: 'not ready',
    });
  });

  test('says what an error was and what caused it', () => {
    const { line } = logged([], (log) => {
      log.error({ err: new TypeError('outer', { cause: new Error('inner') }) }, 'm');
    });
    expect(line['err']).toMatchObject({
      type: 'TypeError',
      message: 'outer',
      cause: { type: 'Error', message: 'inner' },
    });
  });
});
