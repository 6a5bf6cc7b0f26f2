import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { acme, FULL, refused, REPO } from './local.ts';
import type { Acme, AcmeOptions } from './local.ts';

let world: Acme;
afterEach(async () => {
  expect(world.github.contract.violations).toEqual([]);
  await world.close();
});

async function started(options: AcmeOptions = {}): Promise<Acme> {
  return (world = await acme(options));
}

async function jwt(claims: { iat: number; exp: number }, issuer: string | number = world.app.appId): Promise<string> {
  const key = createPrivateKey(world.app.privateKeyPem);
  const token = new SignJWT({}).setProtectedHeader({ alg: 'RS256' }).setIssuer(String(issuer));
  return token.setIssuedAt(claims.iat).setExpirationTime(claims.exp).sign(key);
}

describe('JSON web tokens', () => {
  const now = () => Math.floor(Date.now() / 1000);
  it('last ten minutes at most and are of this App', async () => {
    await started();
    const ask = async (token: string) => world.withToken(token).rest.apps.getAuthenticated();
    expect((await ask(await jwt({ iat: now() - 30, exp: now() + 500 }))).data?.slug).toBe('sluice');
    for (const [claims, issuer] of [
      [{ iat: now() - 30, exp: now() + 900 }, undefined],
      [{ iat: now() - 900, exp: now() - 300 }, undefined],
      [{ iat: now() + 300, exp: now() + 500 }, undefined],
      [{ iat: now() - 30, exp: now() + 500 }, 4],
    ] as const) {
      expect(await refused(ask(await jwt(claims, issuer)))).toMatchObject({ status: 401 });
    }
    const [head, body] = (await jwt({ iat: now() - 30, exp: now() + 500 })).split('.');
    expect(await refused(ask(`${head}.${body}.AAAA`))).toMatchObject({ status: 401 });
  });
});

describe('installation tokens', () => {
  it('end', async () => {
    let offset = 0;
    await started({ now: () => new Date(Date.now() + offset), tokenLifetimeMs: 60_000 });
    const { data } = await world.appOctokit.rest.apps.createInstallationAccessToken({
      installation_id: world.installation,
    });
    const octokit = world.withToken(data.token);
    expect((await octokit.rest.repos.get(REPO)).status).toBe(200);
    offset = 61_000;
    expect(await refused(octokit.rest.repos.get(REPO))).toEqual({
      status: 401,
      message: 'Bad credentials',
      errors: undefined,
    });
  });

  it('do what they are for and nothing else', async () => {
    await started();
    await world.github.createRepository('acme', 'other', { 'a.txt': 'a' }, { private: true });
    const newToken = (permissions: { issues?: 'read'; administration?: 'write' }) =>
      world.appOctokit.rest.apps.createInstallationAccessToken({
        installation_id: world.installation,
        repositories: ['apis'],
        permissions,
      });
    const { data } = await newToken({ issues: 'read' });
    expect(data.repository_selection).toBe('selected');
    const octokit = world.withToken(data.token);
    expect((await octokit.rest.issues.listForRepo(REPO)).status).toBe(200);
    const create = octokit.rest.issues.create({ ...REPO, title: 'T' });
    expect(await refused(create)).toMatchObject({ status: 403, message: 'Resource not accessible by integration' });
    expect(await refused(octokit.rest.repos.get({ owner: 'acme', repo: 'other' }))).toMatchObject({ status: 404 });
    expect(await refused(newToken({ administration: 'write' }))).toMatchObject({ status: 422 });
  });

  it('are the installation’s: permissions, repositories, suspension', async () => {
    await started({ permissions: { checks: 'write' } });
    const { octokit, github, installation } = world;
    const create = octokit.rest.issues.createComment({ ...REPO, issue_number: 1, body: 'x' });
    expect(await refused(create)).toMatchObject({ status: 403 });
    github.suspend(installation, 'ada');
    expect(await refused(octokit.rest.checks.get({ ...REPO, check_run_id: 1 }))).toMatchObject({ status: 403 });
    github.unsuspend(installation);
    expect(await refused(octokit.rest.checks.get({ ...REPO, check_run_id: 1 }))).toMatchObject({ status: 404 });
    github.setInstalledRepositories(installation, []);
    expect(await refused(octokit.rest.repos.get(REPO))).toMatchObject({ status: 404 });
    expect((await octokit.rest.apps.listReposAccessibleToInstallation()).data.total_count).toBe(0);
  });
});

describe('people', () => {
  it('see and do what their role allows', async () => {
    await started();
    const stranger = world.withToken(world.github.createUser('eve').token());
    expect(await refused(stranger.rest.repos.get(REPO))).toMatchObject({ status: 404 });
    const reader = world.github.createUser('rita');
    world.github.addCollaborator(FULL, 'rita', 'read');
    const rita = world.withToken(reader.token());
    expect((await rita.rest.repos.get(REPO)).data.permissions).toMatchObject({ pull: true, push: false });
    expect((await rita.rest.issues.create({ ...REPO, title: 'T' })).status).toBe(201);
    expect(await refused(rita.rest.git.createBlob({ ...REPO, content: 'x' }))).toMatchObject({ status: 403 });
    expect(await refused(world.withToken('ghp_wrong').rest.repos.get(REPO))).toMatchObject({ status: 401 });
  });

  it('have the highest role that ownership, teams and collaboration give them', async () => {
    await started();
    const kim = world.github.createUser('kim');
    const team = world.github.createTeam('acme', 'Platform', ['kim']);
    world.github.grantTeam(team, FULL, 'maintain');
    const role = async (username: string) =>
      (await world.octokit.rest.repos.getCollaboratorPermissionLevel({ ...REPO, username })).data;
    expect(await role(kim.account.login)).toMatchObject({ permission: 'write', role_name: 'maintain' });
    expect(await role('ada')).toMatchObject({ permission: 'admin', role_name: 'admin' });
    world.github.createUser('zoe');
    expect(await role('zoe')).toMatchObject({ permission: 'none' });
    const membership = { org: 'acme', team_slug: 'platform', username: 'kim' };
    expect((await world.octokit.rest.teams.getMembershipForUserInOrg(membership)).data).toMatchObject({
      state: 'active',
    });
    const outside = world.octokit.rest.teams.getMembershipForUserInOrg({ ...membership, username: 'zoe' });
    expect(await refused(outside)).toMatchObject({ status: 404 });
  });

  it('find a renamed repository and cannot write to an archived one', async () => {
    await started();
    world.github.renameRepository(FULL, 'platform');
    const { data } = await world.octokit.rest.repos.get(REPO);
    expect(data.full_name).toBe('acme/platform');
    world.github.archiveRepository('acme/platform');
    const create = world.octokit.rest.issues.create({ owner: 'acme', repo: 'platform', title: 'T' });
    expect(await refused(create)).toMatchObject({ status: 403 });
  });
});

describe('an App', () => {
  it('is made from a manifest, once', async () => {
    await started();
    const { agreeToManifest } = await import('../../../src/local/github/domain/apps.ts');
    const manifest = {
      name: 'Second',
      url: 'https://sluice.example',
      hook_attributes: { url: 'https://sluice.example/hook' },
      default_permissions: { checks: 'write' },
      default_events: ['push'],
    };
    const { code } = agreeToManifest(world.github.world, world.ada.account, manifest);
    const nobody = world.withToken('');
    const { data } = await nobody.rest.apps.createFromManifest({ code });
    expect(data).toMatchObject({ slug: 'second', permissions: { checks: 'write' }, events: ['push'] });
    expect(createPrivateKey(data.pem).asymmetricKeyType).toBe('rsa');
    expect(await refused(nobody.rest.apps.createFromManifest({ code }))).toMatchObject({ status: 404 });
  });
});
