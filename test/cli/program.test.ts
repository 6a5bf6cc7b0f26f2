import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from './commands.ts';

const program = fileURLToPath(new URL('../../src/cli/sluice.ts', import.meta.url));
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const app = { APP_ID: '1', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: 'a-secret-for-tests-only', LOG_LEVEL: 'fatal' };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sluice-program-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The program by itself, in a folder of the test. */
async function sluice(env: Readonly<Record<string, string>>, args: readonly string[], cwd = folder): Promise<Outcome> {
  const options = { cwd, env, reject: false, timeout: 60_000 } as const;
  const loader = import.meta.resolve('tsx');
  const {
    stdout,
    stderr,
    exitCode = -1,
  } = await execa(process.execPath, ['--import', loader, program, ...args], options);
  return { out: stdout, err: stderr, code: exitCode };
}

describe('wrong usage', () => {
  it('ends with 2, below a subcommand too', async () => {
    const lines = [['audit', 'verify'], ['local', 'github'], ['hold']];
    const ended = await Promise.all(lines.map((args) => sluice({}, args)));
    const wrong = { err: expect.stringContaining('not specified') as string, code: 2 };
    expect(ended).toEqual(lines.map(() => ({ out: '', ...wrong })));
  });
});

describe('what keeps the App from starting', () => {
  it('is told in a sentence, without a stack', async () => {
    const targets = await sluice({ ...app, SLUICE_TARGETS: 'nowhere.yaml' }, ['serve', '--with-worker']);
    const err = 'SLUICE_TARGETS names nowhere.yaml, which is not there.\nNothing was started.';
    expect(targets).toEqual({ out: '', err, code: 2 });
  });

  it('is a queue that is away, or a port that somebody has', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    const [queue, listening] = await Promise.all([
      sluice({ ...app, ...traces, REDIS_URL: 'redis://127.0.0.1:9', LOG_LEVEL: 'warn' }, ['worker']),
      sluice({ ...app, HOST: '127.0.0.1', PORT: String(port), SLUICE_DATA: 'data' }, ['serve']),
    ]);
    taken.close();
    expect(queue.err).toMatch(/^The queue cannot use Redis at redis:\/\/127\.0\.0\.1:9: .+\nNothing was started\.$/);
    expect(listening.err).toBe(
      `listen EADDRINUSE: address already in use 127.0.0.1:${port}. HOST and PORT say where it listens.\nNothing was started.`,
    );
    expect([queue.code, listening.code]).toEqual([2, 2]);
    // That there are no traces keeps nothing from starting.
    expect(queue.out).toContain('no traces are exported: OTEL_EXPORTER_OTLP_PROTOCOL asks for what is not spoken here');
  });

  it('is a folder for its data that cannot be made', async () => {
    const { err, code } = await sluice({ ...app, SLUICE_DATA: process.execPath }, ['worker']);
    expect(err).toMatch(/^EEXIST: .+\. SLUICE_DATA says which folder it writes in\.\nNothing was started\.$/);
    expect(code).toBe(2);
  });

  it('is another folder than that of app.yml, where the App is yet to be made', async () => {
    const { err, code } = await sluice({}, ['serve']);
    expect(err).toMatch(/^The App is set up in the folder of app\.yml, .+: run this in .+\.\nNothing was started\.$/);
    expect(code).toBe(2);
  });

  it('is a .env that cannot be read', async () => {
    const cwd = path.join(folder, 'closed');
    await mkdir(path.join(cwd, '.env'), { recursive: true });
    const err = '.env in this folder cannot be read by this account.';
    const [serve, status] = await Promise.all([sluice({}, ['serve'], cwd), sluice({}, ['status'], cwd)]);
    expect(serve).toEqual({ out: '', err: `${err}\nNothing was started.`, code: 2 });
    expect(status).toEqual({ out: '', err, code: 2 });
  });
});
