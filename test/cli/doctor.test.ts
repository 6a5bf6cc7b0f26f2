import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { auditCommand } from '../../src/cli/audit.ts';
import { doctorCommand } from '../../src/cli/doctor.ts';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import { createGitHub } from '../../src/github/client.ts';
import { openRecord } from '../../src/github/record.ts';
import type { Permissions } from '../../src/local/github/model.ts';
import { startEmbeddedPostgres } from '../../src/queue/embedded-postgres.ts';
import { memoryQueue, silent, startWorld, type World } from '../jobs/offline/world.ts';
import { acme, type Acme } from '../local/github/local.ts';
import { startReceiver } from '../notify/receiver.ts';
import { run, type Outcome } from './commands.ts';

let world: World;
let local: Acme;
let app: { readonly appId: number; readonly privateKeyPem: string };
let env: Readonly<Record<string, string | undefined>>;
let installation: number;

const manifest = parse(await readFile('app.yml', 'utf8')) as {
  default_permissions: Permissions;
  default_events: string[];
};

beforeAll(async () => {
  [world, local] = await Promise.all([startWorld(), acme()]);
  app = await local.github.registerApp('acme', {
    name: 'whole',
    webhookUrl: null,
    webhookSecret: 'secret',
    permissions: manifest.default_permissions,
    events: manifest.default_events,
  });
  installation = local.github.install(app.appId, 'acme');
  await local.github.createRepository('acme', 'whole', { '.github/sluice.yaml': 'apis: [{ name: orders }]\n' });
  local.github.addRuleset('acme/whole', ruleset([{ actorId: app.appId, actorType: 'Integration' }]));
  await local.github.createRepository('acme', 'torn', { '.github/sluice.yaml': 'apis: 7\n' });
  await writeFile(join(world.folder, 'targets.yaml'), world.targetsYaml);
  env = {
    APP_ID: String(app.appId),
    PRIVATE_KEY: app.privateKeyPem,
    WEBHOOK_SECRET: 'secret',
    GHE_HOST: new URL(local.github.url).host,
    GHE_PROTOCOL: 'http',
    SLUICE_DATA: world.folder,
    SLUICE_TARGETS: join(world.folder, 'targets.yaml'),
    EDGE_SECRET: world.secret,
    REDIS_URL: undefined,
  };
});
afterAll(async () => {
  await Promise.all([world.close(), local.close()]);
});

function ruleset(bypass: { actorId: number; actorType: 'Integration' }[]): Parameters<Acme['github']['addRuleset']>[1] {
  return {
    name: 'the record',
    include: ['refs/heads/sluice/state'],
    rules: [{ type: 'creation' }, { type: 'update' }, { type: 'deletion' }, { type: 'non_fast_forward' }],
    bypass,
  };
}

async function doctor(changes: Readonly<Record<string, string | undefined>>, ...args: string[]) {
  const outcome = await run(doctorCommand(), { ...env, ...changes }, '--json', ...args);
  const { ok, findings } = JSON.parse(outcome.out) as { ok: boolean; findings: Finding[] };
  const of = (check: string): Finding | undefined => findings.find((finding) => finding.check === check);
  return { ...outcome, ok, findings, of };
}

describe('sluice doctor', () => {
  it('finds nothing to fix where nothing is wrong', async () => {
    const found = await doctor({}, '--repository', 'acme/whole');
    expect(found.findings.filter(({ state }) => state === 'problem')).toEqual([]);
    expect(found).toMatchObject({ ok: true, code: 0 });
    expect(found.of('credentials')?.message).toBe('GitHub knows this App as whole');
    expect(found.of('installation on acme')?.message).toBe('has every permission');
    expect(found.of('acme/whole: .github/sluice.yaml')?.message).toBe('is valid: 1 API, 0 environments');
    expect(found.of('acme/whole: branch sluice/state')).toMatchObject({ state: 'warning' });
    expect(found.of('target edge')).toMatchObject({ state: 'ok' });
    expect(found.of('queue')?.message).toMatch(/answers; 0 jobs wait/);
  });

  it('finds a mistake in the configuration and a record that anybody can push, and says what to do', async () => {
    const server = await startEmbeddedPostgres(join(world.folder, 'postgres'), silent);
    try {
      const found = await doctor({}, '--repository', 'acme/torn');
      expect(found).toMatchObject({ ok: false, code: 1 });
      expect(found.of('acme/torn: .github/sluice.yaml')).toMatchObject({
        state: 'problem',
        message: expect.stringMatching(/^1:\d+: /) as string,
      });
      expect(found.of('acme/torn: branch sluice/state')).toMatchObject({
        state: 'problem',
        message: expect.stringContaining('no rule against creation, update, deletion, non_fast_forward') as string,
        fix: expect.stringContaining('with the App whole alone in its bypass list') as string,
      });
      expect(found.of('queue')).toMatchObject({
        state: 'ok',
        message: expect.stringContaining('in use by a running process') as string,
      });
    } finally {
      await server.close();
    }
  });

  it('finds what an installation lacks, a secret that is refused, and a queue that is away', async () => {
    const lacking = { APP_ID: String(local.app.appId), PRIVATE_KEY: local.app.privateKeyPem };
    const found = await doctor(
      { ...lacking, EDGE_SECRET: 'x'.repeat(20), REDIS_URL: 'redis://127.0.0.1:9' },
      '--repository',
      'acme/whole',
    );
    expect(found.code).toBe(1);
    expect(found.of('installation on acme')?.message).toBe('lacks merge_queues: read');
    expect(found.of('target edge')).toMatchObject({
      state: 'problem',
      fix: expect.stringContaining('`secret`') as string,
    });
    expect(found.of('queue')).toMatchObject({ state: 'problem' });
    expect(JSON.stringify(found.findings)).not.toContain('x'.repeat(20));
  });

  it('asks the Prometheus of a target, and says what to do where it does not answer', async () => {
    const prometheus = createServer((request, response) => {
      const isKnown = request.headers.authorization === 'Bearer token-of-prometheus';
      const data = { resultType: 'scalar', result: [1, '1'] };
      response.writeHead(isKnown ? 200 : 401).end(JSON.stringify({ status: 'success', data }));
    }).listen(0, '127.0.0.1');
    await once(prometheus, 'listening');
    const file = join(world.folder, 'metered.yaml');
    const address = `http://127.0.0.1:${(prometheus.address() as AddressInfo).port}`;
    const more = `{"prometheus":"${address}","prometheusToken":{"env":"PROMETHEUS_TOKEN"},"kind":`;
    await writeFile(file, world.targetsYaml.replace('{"kind":', more));
    const asked = (token: string) =>
      doctor(
        { SLUICE_TARGETS: file, PROMETHEUS_TOKEN: token, REDIS_URL: 'redis://127.0.0.1:9' },
        '--repository',
        'acme/whole',
      );
    expect((await asked('token-of-prometheus')).of('prometheus of edge')).toMatchObject({ state: 'ok' });
    const { findings, of } = await asked('another-token');
    expect(of('target edge')).toMatchObject({ state: 'ok' });
    expect(of('prometheus of edge')).toMatchObject({
      state: 'problem',
      message: 'Prometheus refuses the token (401)',
      fix: expect.stringContaining('`prometheusToken`') as string,
    });
    expect(JSON.stringify(findings)).not.toContain('another-token');
    prometheus.close();
    prometheus.closeAllConnections();
  });

  it('says where nobody can be told by an issue', async () => {
    await local.github.createRepository('acme', 'quiet', { 'a.txt': 'a' });
    local.github.turnIssuesOff('acme/quiet');
    const { of } = await doctor({}, '--repository', 'acme/quiet');
    expect(of('acme/quiet: issues')).toMatchObject({ state: 'warning' });
  });

  it('says who is told outside GitHub, or which variable is missing for it, and posts nothing', async () => {
    const receiver = await startReceiver();
    const file = join(world.folder, 'telling.yaml');
    const sinks = `{ "oncall": { "kind": "slack", "url": { "env": "SLACK_URL" }, "repositories": ["**"] } }`;
    await writeFile(file, `{ "notify": ${sinks}, ${world.targetsYaml.slice(1)}`);
    const told = { ...{ SLUICE_TARGETS: file, GHE_HOST: '127.0.0.1:9' }, SLACK_URL: receiver.url };
    expect((await doctor(told)).of('notify oncall')).toMatchObject({ state: 'ok' });
    expect((await doctor({ ...told, SLACK_URL: undefined })).of('targets')).toMatchObject({
      state: 'problem',
      message: expect.stringContaining('the environment has no SLACK_URL') as string,
    });
    expect(receiver.received).toEqual([]);
    await receiver.close();
  });

  it('says what is not set before anything else can be asked, in words', async () => {
    const changes = { APP_ID: undefined, PRIVATE_KEY: undefined, WEBHOOK_SECRET: undefined, SLUICE_TARGETS: undefined };
    const { out, code } = await run(doctorCommand(), { ...env, ...changes, REDIS_URL: 'redis://127.0.0.1:9' });
    expect(code).toBe(1);
    expect(out).toMatch(
      /^2 of 3 checks must be fixed, 1 to know of\.\n● settings: APP_ID, PRIVATE_KEY and WEBHOOK_SECRET are not set\n {4}fix: /,
    );
  });

  it('says that the address of the queue is none', async () => {
    const { out, code } = await run(doctorCommand(), { ...env, REDIS_URL: 'nonsense' });
    expect({ out, code }).toEqual({
      out: expect.stringContaining('● settings: REDIS_URL expected redis:// or rediss://.') as string,
      code: 1,
    });
  });

  it('tells credentials that GitHub does not take from a GitHub that is away', async () => {
    const redis = { REDIS_URL: 'redis://127.0.0.1:9' };
    const wrong = await doctor({ ...redis, APP_ID: '999' });
    expect(wrong.of('credentials')).toMatchObject({
      state: 'problem',
      fix: expect.stringMatching(/^set APP_ID/) as string,
    });
    const away = await doctor({ ...redis, GHE_HOST: '127.0.0.1:9' });
    expect(away.of('credentials')).toMatchObject({ fix: expect.stringMatching(/^make GitHub reachable/) as string });
  });
});

describe('sluice audit', () => {
  const verify = (...args: string[]): Promise<Outcome> => run(auditCommand(), env, 'verify', '--repository', ...args);

  it('finds a record whole, then rewound by what a copy knows, then forged', async () => {
    expect(await verify('acme/whole')).toMatchObject({ code: 0, out: 'Whole: acme/whole has no record yet.\n' });
    const github = createGitHub({
      ...{ appId: app.appId, privateKey: app.privateKeyPem, baseUrl: local.github.apiUrl },
      ...{ cache: memoryQueue().cache, gitDir: join(world.folder, 'git'), log: silent },
    });
    const repo = await github.repository(installation, { fullName: 'acme/whole' });
    const record = openRecord(repo, { keys: github.recordKeys, anchors: memoryQueue().cache });
    const cause = { event: 'cli', ref: 'x', actor: 'ada' } as const;
    const files = { 'environments/production.json': '{}' };
    const audit = [{ at: '2026-11-20T10:00:00Z', action: 'hold', subject: 'x', cause }];
    await record.update(() => ({ files, audit, cause, message: 'x' }));
    const whole = await verify('acme/whole');
    expect(whole).toMatchObject({ code: 0, err: '' });
    expect(whole.out).toMatch(/^Whole: 1 entry of acme\/whole, signed and in sequence/);

    const keep = (environment: string, id: number): Promise<void> =>
      world.copies.keep({
        ...world.copy,
        repository: { ...world.copy.repository, id, fullName: 'acme/whole' },
        environment,
        seq: 3,
      });
    await keep('staging', repo.id + 1_000);
    expect(await verify('acme/whole'), 'a copy of another repository that had the name').toEqual(whole);

    await keep('production', repo.id);
    const rewound = await verify('acme/whole');
    expect(rewound.code).toBe(1);
    expect(rewound.out).toMatch(
      /^Broken at entry 3 of acme\/whole \(rewound\): it ends at entry 1, and a copy was made of entry 3/,
    );
  });

  it('prints what the audit trail says, line by line as it stands, and nothing of a record that is not to be believed', async () => {
    const trail = (...args: string[]): Promise<Outcome> =>
      run(auditCommand(), env, 'export', '--repository', 'acme/trail', ...args);
    const github = createGitHub({
      ...{ appId: app.appId, privateKey: app.privateKeyPem, baseUrl: local.github.apiUrl },
      ...{ cache: memoryQueue().cache, gitDir: join(world.folder, 'git'), log: silent },
    });
    await local.github.createRepository('acme', 'trail', { 'a.txt': 'a' });
    expect(await trail()).toMatchObject({ code: 0, out: '' });
    const repo = await github.repository(installation, { fullName: 'acme/trail' });
    const record = openRecord(repo, { keys: github.recordKeys, anchors: memoryQueue().cache });
    const cause = { event: 'comment', ref: '7', actor: 'ada' } as const;
    for (const at of ['2026-11-20T10:00:00Z', '2026-09-30T10:00:00Z', '2026-11-21T10:00:00Z'])
      await record.update(() => ({
        files: {},
        audit: [{ at, action: 'hold', subject: at, cause }],
        cause,
        message: at,
      }));

    const { code, out } = await trail();
    expect(code).toBe(0);
    const lines = out.split('\n').slice(0, -1);
    const entries = lines.map((line) => JSON.parse(line) as { at: string; previous: string; cause: unknown });
    expect(entries.map(({ at }) => at.slice(0, 10))).toEqual(['2026-09-30', '2026-11-20', '2026-11-21']);
    expect(entries[2]).toMatchObject({
      cause,
      previous: createHash('sha256')
        .update(lines[1] ?? '')
        .digest('hex'),
    });
    expect((await trail('--since', '2026-10')).out).toBe(`${lines.slice(1).join('\n')}\n`);
    expect((await trail('--since', '2026-12')).out).toBe('');

    const sha = await local.github.commitOf('acme/trail', 'main');
    const place = { owner: 'acme', repo: 'trail', ref: 'heads/sluice/state' };
    await local.withToken(local.ada.token()).rest.git.updateRef({ ...place, sha, force: true });
    const forged = await trail();
    expect(forged).toMatchObject({ code: 2, out: '' });
    expect(forged.err).toContain('cannot be trusted');
  });

  it('finds a record that somebody else wrote', async () => {
    const { github } = local;
    await github.createRepository('acme', 'forged', { 'a.txt': 'a' });
    const sha = await github.commitOf('acme/forged', 'main');
    await local
      .withToken(local.ada.token())
      .rest.git.createRef({ owner: 'acme', repo: 'forged', ref: 'refs/heads/sluice/state', sha });
    const { code, out } = await verify('acme/forged');
    expect(code).toBe(1);
    expect(out).toMatch(/^Broken at entry 1 of acme\/forged \(unsigned\): /);
  });

  it.each([
    [['acme/none'], /is not installed on acme\/none/],
    [
      ['acme/whole'],
      /APP_ID, PRIVATE_KEY and WEBHOOK_SECRET are not set/,
      { APP_ID: undefined, PRIVATE_KEY: undefined, WEBHOOK_SECRET: undefined },
    ],
    [['acme/whole'], /GitHub GET \/repos.+A worker tries again by itself\./, { GHE_HOST: '127.0.0.1:9' }],
  ])('cannot run for %j', async (args, said, changes?: Readonly<Record<string, string | undefined>>) => {
    const { code, err } = await run(auditCommand(), { ...env, ...changes }, 'verify', '--repository', ...args);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});
