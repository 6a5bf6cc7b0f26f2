import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acme, FULL } from './local.ts';
import type { Acme } from './local.ts';

describe('git over HTTP', () => {
  let world: Acme;
  let folder: string;
  beforeAll(async () => {
    world = await acme();
    folder = await mkdtemp(join(tmpdir(), 'clone-'));
  });
  afterAll(async () => {
    expect(world.github.contract.violations).toEqual([]);
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });

  const env = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  const identity = ['-c', 'user.name=Tom', '-c', 'user.email=tom@example.test'];
  const git = (cwd: string, ...args: string[]) => execa('git', [...identity, ...args], { cwd, env, reject: false });

  function address(token: string, name = FULL): string {
    const url = new URL(`${world.github.url}/${name}.git`);
    return Object.assign(url, { username: 'x-access-token', password: token }).href;
  }

  async function cloned(name: string): Promise<string> {
    const dir = join(folder, name);
    const clone = await git(folder, 'clone', '--quiet', address(world.tom.token()), name);
    expect(clone.stderr).toBe('');
    return dir;
  }

  async function committed(dir: string, file: string, text: string): Promise<void> {
    await writeFile(join(dir, file), text);
    await git(dir, 'add', '.');
    expect((await git(dir, 'commit', '--quiet', '-m', `Change ${file}`)).exitCode).toBe(0);
  }

  it('clones, pushes, and tells of it', async () => {
    const dir = await cloned('one');
    expect(await readFile(join(dir, 'README.md'), 'utf8')).toBe('The APIs\n');
    const heard: string[] = [];
    world.github.world.events.on('webhook', ({ event, action }) => heard.push(`${event} ${action ?? ''}`.trim()));
    await git(dir, 'checkout', '--quiet', '-b', 'feature');
    await committed(dir, 'a.txt', 'one\n');
    expect((await git(dir, 'push', '--quiet', 'origin', 'feature')).stderr).toBe('');
    const number = await world.tom.openPull(FULL, { title: 'Feature', head: 'feature', base: 'main' });
    await committed(dir, 'a.txt', 'two\n');
    expect((await git(dir, 'push', '--quiet', 'origin', 'feature')).exitCode).toBe(0);
    expect(heard).toEqual(['push', 'pull_request opened', 'push', 'pull_request synchronize']);
    const fetched = await git(dir, 'fetch', '--quiet', 'origin', `refs/pull/${number}/head`);
    expect(fetched.exitCode).toBe(0);
    const head = (await git(dir, 'rev-parse', 'HEAD')).stdout;
    expect((await git(dir, 'rev-parse', 'FETCH_HEAD')).stdout).toBe(head);
  });

  it('asks for a credential and refuses what is not allowed', async () => {
    const anonymous = await git(folder, 'clone', `${world.github.url}/${FULL}.git`, 'nobody');
    expect(anonymous.stderr).toContain('could not read Username');
    const eve = world.github.createUser('eve').token();
    expect((await git(folder, 'clone', address(eve), 'eve')).stderr).toContain('not found');
    world.github.createUser('rita');
    world.github.addCollaborator(FULL, 'rita', 'read');
    const dir = await cloned('rita');
    await committed(dir, 'b.txt', 'b\n');
    const push = await git(dir, 'push', address(world.github.person('rita').token()), 'HEAD:refs/heads/rita');
    expect(push.exitCode).not.toBe(0);
    expect(push.stderr).toContain('403');
  });

  it('keeps protected branches, and lets through who may bypass', async () => {
    world.github.addRuleset(FULL, {
      name: 'protect the record',
      include: ['refs/heads/sluice/*'],
      rules: [{ type: 'creation' }, { type: 'update' }, { type: 'non_fast_forward' }, { type: 'deletion' }],
      bypass: [{ actorId: world.app.appId, actorType: 'Integration' }],
    });
    const dir = await cloned('record');
    await committed(dir, 'c.txt', 'c\n');
    const forged = await git(dir, 'push', 'origin', 'HEAD:refs/heads/sluice/state', 'HEAD:refs/heads/mine');
    expect(forged.stderr).toContain('GH013: Repository rule violations found for refs/heads/sluice/state');
    expect(forged.stderr).toContain('Cannot create ref due to creations being restricted.');
    expect(await world.github.commitOf(FULL, 'mine')).toMatch(/^[0-9a-f]{40}$/);
    const { token } = (await world.octokit.auth({ type: 'installation' })) as { token: string };
    const app = await git(dir, 'push', address(token), 'HEAD:refs/heads/sluice/state');
    expect(app.exitCode).toBe(0);
    const deleted = await git(dir, 'push', 'origin', '--delete', 'sluice/state');
    expect(deleted.stderr).toContain('Cannot delete this protected ref.');
  });

  it('refuses a forced push where the branch forbids it', async () => {
    world.github.addRuleset(FULL, {
      name: 'main',
      include: ['~DEFAULT_BRANCH'],
      rules: [{ type: 'non_fast_forward' }],
    });
    const dir = await cloned('force');
    await committed(dir, 'd.txt', 'd\n');
    expect((await git(dir, 'push', '--quiet', 'origin', 'main')).exitCode).toBe(0);
    await git(dir, 'commit', '--quiet', '--amend', '-m', 'Rewritten');
    const push = await git(dir, 'push', '--force', 'origin', 'main');
    expect(push.stderr).toContain('Cannot force-push to this branch');
  });

  it('is there again after a restart', async () => {
    const again = await acme();
    await again.tom.commit(FULL, { branch: 'x', files: { 'x.txt': 'x' }, message: 'X' });
    const number = await again.tom.openPull(FULL, { title: 'X', head: 'x', base: 'main' });
    await again.github.close();
    const { startLocalGitHub } = await import('../../../src/local/github/server.ts');
    const github = await startLocalGitHub({ dataDir: again.folder });
    expect(await github.person('tom').merge(FULL, number)).toBe(await github.commitOf(FULL, 'main'));
    await github.close();
    await rm(again.folder, { recursive: true, force: true });
  });
});
