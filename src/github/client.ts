/** The door to GitHub: one octokit for the App, one for each installation, repositories checked against both. */
import { hkdfSync, createHmac, createPrivateKey } from 'node:crypto';
import type { Octokit } from '@octokit/rest';
import { LRUCache } from 'lru-cache';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { GitHubError } from './errors.ts';
import { createGitCache } from './git-cache.ts';
import { createInstallations, repositoryFacts, type Installations } from './installations.ts';
import { githubWriteLimits, type WriteLimits } from './limits.ts';
import { createOctokit, type Metrics } from './octokit.ts';
import { deriveSigningKey, type RecordKeys } from './record-sign.ts';
import type { Bot, BytesCache, Log, Repo, RepositoryFacts } from './repo.ts';

export interface GitHubOptions {
  readonly appId: number;
  /** PEM, as GitHub hands it out. */
  readonly privateKey: string;
  /** The one before it, while it is rotated: what it signed in the record is still believed. */
  readonly previousPrivateKey?: string;
  /** Default https://api.github.com. */
  readonly baseUrl?: string;
  readonly cache: BytesCache;
  /** Folder of the bare git cache. */
  readonly gitDir: string;
  /** Default 4 GiB. */
  readonly gitMaxBytes?: number;
  readonly log: Log;
  readonly metrics?: Metrics;
  /** GitHub's published ones by default; an Enterprise Server may have others. */
  readonly writeLimits?: WriteLimits;
}

/** At least one; where both are given the id decides and the name only saves a search. */
export type RepositoryRef =
  | { readonly id: number; readonly fullName?: string | undefined }
  | { readonly id?: undefined; readonly fullName: string };

export interface GitHub extends Installations, Deliveries {
  /** Our App; asked once per process. */
  app(): Promise<Bot>;
  /**
   * The repository as that installation sees it. Throws `not-found` where it is not the installation's own, or where
   * the name now belongs to another repository than the id.
   */
  repository(installationId: number, ref: RepositoryRef): Promise<Repo>;
  /** The record's keys: new entries by the App's key of today, those of the one before it are believed while it is rotated. */
  readonly recordKeys: RecordKeys;
}

const repositoryTtlMs = 60_000;

export function createGitHub(options: GitHubOptions): GitHub {
  const baseUrl = options.baseUrl ?? 'https://api.github.com';
  const settings = { ...options, baseUrl, writeLimits: options.writeLimits ?? githubWriteLimits };
  const asApp = createOctokit(settings);
  const octokits = new LRUCache<number, Octokit>({ max: 1000 });
  const asInstallation = (id: number): Octokit => {
    const octokit = octokits.get(id) ?? createOctokit(settings, id);
    octokits.set(id, octokit);
    return octokit;
  };
  const app = once(async () => botOf(asApp));
  const installations = createInstallations(asApp, asInstallation);
  const facts = new LRUCache<string, RepositoryFacts>({ max: 5000, ttl: repositoryTtlMs });
  const git = createGitCache({
    dir: options.gitDir,
    maxBytes: options.gitMaxBytes ?? 4 * 1024 ** 3,
    insecure: baseUrl.startsWith('http:'),
  });
  const sealKey = Buffer.from(hkdfSync('sha256', derOf(options.privateKey), '', 'sluice marker v1', 32));
  return {
    ...installations,
    ...createDeliveries(asApp),
    app,
    recordKeys: {
      sign: deriveSigningKey(options.privateKey),
      accept: options.previousPrivateKey === undefined ? [] : [deriveSigningKey(options.previousPrivateKey)],
    },
    repository: async (installationId, ref) => {
      const octokit = asInstallation(installationId);
      const key = `${installationId} ${String(ref.id ?? ref.fullName)}`;
      const found = facts.get(key) ?? (await findRepository(octokit, installations, installationId, ref));
      facts.set(key, found, { noUpdateTTL: true });
      const seal = (text: string) =>
        createHmac('sha256', sealKey).update(`${found.id}\n${text}`).digest('hex').slice(0, 24);
      return { ...found, installationId, octokit, bot: await app(), cache: options.cache, git, log: options.log, seal };
    },
  };
}

async function findRepository(
  octokit: Octokit,
  installations: Installations,
  installationId: number,
  ref: RepositoryRef,
): Promise<RepositoryFacts> {
  const named =
    ref.fullName === undefined ? undefined : await byName(octokit, installations, installationId, ref.fullName);
  if (named !== undefined && (ref.id === undefined || named.id === ref.id)) return named;
  const listed = ref.id === undefined ? [] : await installations.repositories(installationId);
  const found = listed.find(({ id }) => id === ref.id);
  if (found !== undefined) return found;
  throw new GitHubError({
    kind: 'not-found',
    status: 404,
    operation: 'GET /repos/{owner}/{repo}',
    reason: `installation ${installationId} has no repository ${ref.fullName ?? ''}${ref.id === undefined ? '' : ` with id ${ref.id}`}`,
  });
}

/** Any installation can read any public repository: only the App's own answer tells whose it is. */
async function byName(
  octokit: Octokit,
  installations: Installations,
  installationId: number,
  fullName: string,
): Promise<RepositoryFacts | undefined> {
  if ((await installations.installationOf(fullName)) !== installationId) return undefined;
  const [owner = '', repo = ''] = fullName.split('/');
  const { data } = await octokit.rest.repos.get({ owner, repo });
  return repositoryFacts(data);
}

async function botOf(asApp: Octokit): Promise<Bot> {
  const { data } = await asApp.rest.apps.getAuthenticated();
  const slug = data?.slug;
  if (data === null || slug === undefined) throw new Error('GitHub answered to GET /app without a slug: it is no App');
  return { appId: data.id, slug, login: `${slug}[bot]` };
}

/** One call for all who ask; a failed one is forgotten. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined;
  return () => {
    pending ??= load().catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    return pending;
  };
}

function derOf(pem: string): Buffer {
  return createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
}
