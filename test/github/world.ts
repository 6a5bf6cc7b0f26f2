/** For unit tests: the client against answers given by nock, with the network forbidden. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import nock from 'nock';
import { createGitHub, type GitHub, type GitHubOptions } from '../../src/github/client.ts';
import type { BytesCache, Repo } from '../../src/github/repo.ts';

export const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

export const origin = 'https://github.test';
export const bot = { login: 'sluice[bot]', type: 'Bot', id: 9 };
export const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };

export interface MemoryCache extends BytesCache {
  readonly stored: Map<string, Buffer>;
}

export function memoryCache(): MemoryCache {
  const stored = new Map<string, Buffer>();
  return {
    stored,
    get: (key) => Promise.resolve(stored.get(key)),
    set: (key, value) => {
      stored.set(key, Buffer.from(value));
      return Promise.resolve();
    },
  };
}

export const repositoryAnswer = {
  id: 7,
  full_name: 'acme/apis',
  name: 'apis',
  owner: { login: 'acme' },
  default_branch: 'main',
  private: true,
  archived: false,
  html_url: `${origin}/acme/apis`,
  clone_url: `${origin}/acme/apis.git`,
};

export function testGitHub(options: Partial<GitHubOptions> = {}): GitHub {
  const gitDir = options.gitDir ?? mkdtempSync(path.join(tmpdir(), 'sluice-git-'));
  return createGitHub({ appId: 5, privateKey, baseUrl: origin, cache: memoryCache(), log: quiet, ...options, gitDir });
}

/** What every use begins with: our App, a token, the installation that owns the repository. */
export function answerBasics(): void {
  nock(origin).get('/app').reply(200, { id: 5, slug: 'sluice' });
  nock(origin)
    .persist()
    .post('/app/installations/3/access_tokens')
    .reply(201, {
      token: 'ghs_one',
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      permissions: {},
      repository_selection: 'all',
    });
  nock(origin).get('/repos/acme/apis/installation').reply(200, { id: 3 });
  nock(origin).get('/repos/acme/apis').reply(200, repositoryAnswer);
}

export async function testRepo(options: Partial<GitHubOptions> = {}): Promise<Repo> {
  answerBasics();
  return testGitHub(options).repository(3, { id: 7, fullName: 'acme/apis' });
}

export function forbidNetwork(): void {
  nock.disableNetConnect();
}

export function cleanNetwork(): void {
  nock.abortPendingRequests();
  nock.cleanAll();
}

export const api = () => nock(`${origin}/repos/acme/apis`);
