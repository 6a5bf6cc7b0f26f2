import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/process-env.ts';

const pem = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();
const folder = mkdtempSync(join(tmpdir(), 'sluice-env-'));
const keyFile = join(folder, 'key.pem');
writeFileSync(keyFile, pem);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const app = { APP_ID: '7', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'one' };

describe('the mode', () => {
  test.each([{}, { WEBHOOK_SECRET: '', APP_ID: ' ' }, { PORT: '8080' }])('set-up without any credential: %o', (env) => {
    expect(readEnvironment(env)).toMatchObject({ ok: true, settings: { mode: 'setup' } });
  });

  test.each([
    ['APP_ID', { APP_ID: '7' }, ['WEBHOOK_SECRET', 'PRIVATE_KEY']],
    ['a key', { PRIVATE_KEY: pem }, ['APP_ID', 'WEBHOOK_SECRET']],
    ['an empty secret', { ...app, WEBHOOK_SECRET: '' }, ['WEBHOOK_SECRET']],
    ['only the secret before', { ...app, WEBHOOK_SECRET: '', WEBHOOK_SECRET_PREVIOUS: 'old' }, ['WEBHOOK_SECRET']],
    ['a key that is none', { ...app, PRIVATE_KEY: 'hello' }, ['PRIVATE_KEY']],
    [
      'a file that is not there',
      { ...app, PRIVATE_KEY: '', PRIVATE_KEY_PATH: join(folder, 'none') },
      ['PRIVATE_KEY_PATH'],
    ],
  ])('%s alone does not start', (_, env, variables) => {
    const read = readEnvironment(env);
    expect(read.ok ? [] : read.problems.map(({ variable }) => variable)).toEqual(variables);
  });
});

test('the private key before this one is read, and has to be one', () => {
  const read = readEnvironment({ ...app, PRIVATE_KEY_PREVIOUS: pem });
  expect(read.ok && read.settings.mode === 'app' && read.settings.previousPrivateKey).toBe(pem);
  expect(readEnvironment({ ...app, PRIVATE_KEY_PREVIOUS: 'hello' })).toMatchObject({
    ok: false,
    problems: [{ variable: 'PRIVATE_KEY_PREVIOUS' }],
  });
});

test('everything that has a default has it', () => {
  const read = readEnvironment({ ...app, WEBHOOK_SECRET_PREVIOUS: 'two' });
  expect(read).toEqual({
    ok: true,
    settings: {
      mode: 'app',
      appId: 7,
      privateKey: pem,
      webhookSecrets: ['one', 'two'],
      host: '0.0.0.0',
      port: 3000,
      logLevel: 'info',
      dataFolder: '.sluice',
      sweepSeconds: 300,
    },
  });
});

test('everything can be said', () => {
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'debug',
    GHE_HOST: '127.0.0.1:8080',
    GHE_PROTOCOL: 'http',
    REDIS_URL: 'redis://localhost',
    SLUICE_TARGETS: 't.yaml',
    SLUICE_DATA: 'd',
    SLUICE_SWEEP_SECONDS: '5',
    SLUICE_PUBLIC_URL: 'https://sluice.example/',
  };
  expect(readEnvironment(env)).toEqual({
    ok: true,
    settings: {
      mode: 'setup',
      host: '127.0.0.1',
      port: 0,
      logLevel: 'debug',
      github: { host: '127.0.0.1:8080', protocol: 'http' },
      redisUrl: 'redis://localhost',
      targetsFile: 't.yaml',
      dataFolder: 'd',
      sweepSeconds: 5,
      publicUrl: 'https://sluice.example',
    },
  });
});

test.each([
  ['PEM with line ends spelt out', { PRIVATE_KEY: pem.replaceAll('\n', '\\n') }],
  ['base64 of a PEM', { PRIVATE_KEY: Buffer.from(pem).toString('base64') }],
  ['a file', { PRIVATE_KEY: '', PRIVATE_KEY_PATH: keyFile }],
])('a key as %s', (_, env) => {
  const read = readEnvironment({ ...app, ...env });
  expect(read.ok && read.settings.mode === 'app' && read.settings.privateKey.trim()).toBe(pem.trim());
});

test.each([
  ['PORT', '99999'],
  ['PORT', 'http'],
  ['LOG_LEVEL', 'loud'],
  ['GHE_HOST', 'https://ghe.example'],
  ['REDIS_URL', 'postgres://x'],
  ['GHE_PROTOCOL', 'ftp'],
  ['SLUICE_SWEEP_SECONDS', '90000'],
  ['SLUICE_PUBLIC_URL', 'sluice.example'],
])('%s=%s is refused by its name, with what is expected and without its value', (variable, value) => {
  const read = readEnvironment({ [variable]: value });
  expect(read).toMatchObject({
    ok: false,
    problems: [{ variable, message: expect.stringMatching(/^expected /) as string }],
  });
  expect(JSON.stringify(read)).not.toContain(value);
});
