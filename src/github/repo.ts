/** What the other files of this room are given to work with. */
import type { Octokit } from '@octokit/rest';
import type { TreeEntry } from './git-objects.ts';

/** Bytes that can be lost: the queue's cache is one. */
export interface BytesCache {
  get(key: string): Promise<Uint8Array | undefined>;
  set(key: string, value: Buffer, options?: { readonly ttlMs?: number }): Promise<void>;
}

/** The part of pino's logger that is used here. */
export interface Log {
  debug(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** Our App as GitHub shows it. */
export interface Bot {
  readonly appId: number;
  readonly slug: string;
  /** `slug[bot]`: no person can have such a login. */
  readonly login: string;
}

export interface RepositoryFacts {
  readonly id: number;
  readonly fullName: string;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly private: boolean;
  readonly archived: boolean;
  /** False: they are turned off. */
  readonly hasIssues: boolean;
  readonly htmlUrl: string;
  readonly cloneUrl: string;
}

/** Bytes of files by path. */
export type FileBytes = ReadonlyMap<string, Uint8Array>;

export interface GitCache {
  /** Everything in the commit's tree, folders apart. */
  entries(repo: Repo, commit: string): Promise<readonly TreeEntry[]>;
  /** The ordinary files that the predicate wants, read in one go; at most 512 MiB together. */
  readAll(repo: Repo, commit: string, wanted: (entry: TreeEntry) => boolean): Promise<FileBytes>;
  /** The first-parent history of a commit, newest first, with all trees and blobs at hand. */
  history(repo: Repo, commit: string): Promise<readonly HistoryCommit[]>;
}

export interface HistoryCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  entries(): Promise<readonly TreeEntry[]>;
  read(shas: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** One repository, seen with the token of the installation that owns it. */
export interface Repo extends RepositoryFacts {
  readonly installationId: number;
  readonly octokit: Octokit;
  readonly bot: Bot;
  readonly cache: BytesCache;
  readonly git: GitCache;
  readonly log: Log;
  /** A keyed digest that nobody else can make, bound to this repository: 24 hexadecimal digits. */
  seal(text: string): string;
}

/** The two parameters that nearly every call takes. */
export function at(repo: Pick<Repo, 'owner' | 'name'>): { readonly owner: string; readonly repo: string } {
  return { owner: repo.owner, repo: repo.name };
}

/** Throws unless it is a full object name: never a branch, a tag or `refs/pull/…`. */
export function assertSha(sha: string): void {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha))
    throw new Error(`not a full commit name: ${JSON.stringify(sha.slice(0, 80))}`);
}

interface Author {
  readonly user?: { readonly login: string; readonly type?: string } | null;
  readonly performed_via_github_app?: { readonly id: number } | null;
}

/** Written by our App itself, not by a person through it and not by another bot. */
export function isOurs(bot: Bot, { user, performed_via_github_app: via }: Author): boolean {
  if (via !== undefined && via !== null && via.id !== bot.appId) return false;
  return user?.login.toLowerCase() === bot.login.toLowerCase();
}
