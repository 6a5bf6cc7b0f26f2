/** For unit tests: the client against answers given by nock, with the network forbidden. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import nock from 'nock';
import { expect } from 'vitest';
import { createGitHub, type GitHub, type GitHubOptions } from '../../src/github/client.ts';
import type { BytesCache, Repo } from '../../src/github/repo.ts';
import { createJudge, type Violation } from '../../src/local/github/contract/judge.ts';

export const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

export const origin = 'https://github.test';
export const bot = { login: 'sluice[bot]', type: 'Bot', id: 9 };
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };

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

const judge = createJudge();
const violations: Violation[] = [];

/** Also has every request judged by GitHub's own description: `cleanNetwork` fails where it would refuse one. */
export function forbidNetwork(): void {
  nock.disableNetConnect();
  const send = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input);
    const body: unknown = typeof init?.body === 'string' && init.body !== '' ? JSON.parse(init.body) : undefined;
    const headers = Object.fromEntries(new Headers(init?.headers));
    violations.push(
      ...judge.judgeRequest(init?.method ?? 'GET', pathname, Object.fromEntries(searchParams), body, headers),
    );
    return send(input, init);
  };
}

export function cleanNetwork(): void {
  nock.abortPendingRequests();
  nock.cleanAll();
  expect(violations.splice(0)).toEqual([]);
}

export const api = () => nock(`${origin}/repos/acme/apis`);
