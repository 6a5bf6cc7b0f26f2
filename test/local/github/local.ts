import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { startLocalGitHub } from '../../../src/local/github/server.ts';
import type { LocalGitHub, LocalGitHubOptions } from '../../../src/local/github/server.ts';
import type { AppCredentials } from '../../../src/local/github/setup.ts';
import type { Permissions } from '../../../src/local/github/model.ts';
import type { Person } from '../../../src/local/github/person.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

export const REPO = { owner: 'acme', repo: 'apis' } as const;
export const FULL = 'acme/apis';

const PERMISSIONS: Permissions = {
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  checks: 'write',
  deployments: 'write',
  members: 'read',
};
const EVENTS = ['pull_request', 'push', 'issue_comment', 'check_run', 'merge_group'];

const FILES = { 'README.md': 'The APIs\n', 'apis/orders.yaml': lines(30) };

/** `line 1` to `line N`, some of them replaced. */
export function lines(count: number, changed: Readonly<Record<number, string>> = {}): string {
  return Array.from({ length: count }, (_, at) => `${changed[at + 1] ?? `line ${at + 1}`}\n`).join('');
}

export interface Acme {
  readonly github: LocalGitHub;
  /** Owner of the organisation. */
  readonly ada: Person;
  /** Member, with the role write in the repository. */
  readonly tom: Person;
  readonly app: AppCredentials;
  readonly installation: number;
  /** As the installation. */
  readonly octokit: Octokit;
  /** As the App itself. */
  readonly appOctokit: Octokit;
  readonly folder: string;
  /** With any token. */
  withToken(token: string): Octokit;
  close(): Promise<void>;
}

export interface AcmeOptions extends Partial<LocalGitHubOptions> {
  readonly permissions?: Permissions;
  readonly private?: boolean;
}

/** An organisation with a repository and the App installed on it. */
export async function acme({
  permissions = PERMISSIONS,
  private: hidden = true,
  ...options
}: AcmeOptions = {}): Promise<Acme> {
  const folder = await mkdtemp(join(tmpdir(), 'local-github-'));
  const github = await startLocalGitHub({ dataDir: folder, ...options });
  const ada = github.createUser('ada', { name: 'Ada' });
  const tom = github.createUser('tom');
  github.createOrganisation('acme', { owners: ['ada'], members: ['tom'] });
  await github.createRepository('acme', 'apis', FILES, { private: hidden });
  github.addCollaborator(FULL, 'tom', 'write');
  const settings = { name: 'Sluice', webhookUrl: null, webhookSecret: 'secret', permissions, events: EVENTS };
  const app = await github.registerApp('acme', settings);
  const installation = github.install(app.appId, 'acme');
  const common = { baseUrl: github.apiUrl, log: quiet, authStrategy: createAppAuth };
  const auth = { appId: app.appId, privateKey: app.privateKeyPem };
  return {
    github,
    ada,
    tom,
    app,
    installation,
    octokit: new Octokit({ ...common, auth: { ...auth, installationId: installation } }),
    appOctokit: new Octokit({ ...common, auth }),
    folder,
    withToken: (token) => new Octokit({ baseUrl: github.apiUrl, log: quiet, auth: token }),
    close: async () => {
      await github.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The status and the body of a refusal; fails where there is none. */
export async function refused(
  request: Promise<unknown>,
): Promise<{ status: number; message: string; errors: unknown }> {
  const error = await request.then(
    () => {
      throw new Error('It was not refused.');
    },
    (reason: unknown) => reason,
  );
  const { status, response } = error as { status: number; response?: { data: { message: string; errors?: unknown } } };
  return { status, message: response?.data.message ?? '', errors: response?.data.errors };
}
