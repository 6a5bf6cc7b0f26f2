import { z } from 'zod';
import { newUserToken } from './auth.ts';
import { commitChanges } from './domain/commits.ts';
import { createComment, createIssue, updateComment, updateIssue } from './domain/issues.ts';
import { mergePull } from './domain/merge.ts';
import type { MergeOptions } from './domain/merge.ts';
import { enqueuePull } from './domain/merge-queue.ts';
import { openPull, personOf, updatePull } from './domain/pulls.ts';
import type { PullChange, PullOptions } from './domain/pulls.ts';
import { changeRef } from './domain/refs.ts';
import { forkRepository } from './domain/repositories.ts';
import { createReview } from './domain/reviews.ts';
import type { ReviewOptions } from './domain/reviews.ts';
import { rerequest, rerequestAll } from './domain/checks.ts';
import { readRef } from './git/refs.ts';
import { fullName, isPull, issueByNumber, repositoryByName, repositoryDir } from './lookup.ts';
import type { Account, Issue, PullIssue, Repository } from './model.ts';
import { notFound } from './refusal.ts';
import { authorise } from './access.ts';
import { taking, writing } from './rest/operation.ts';
import type { World } from './world.ts';

/** `owner/name`. Throws `Refusal` 404 where there is none. */
export function repositoryNamed(world: World, name: string): Repository {
  const [owner, repo] = z.tuple([z.string(), z.string()]).parse(name.split('/'));
  const repository = repositoryByName(world, owner, repo);
  if (!repository) throw notFound();
  return repository;
}

export interface CommitOptions {
  /** Made from `from` (the default branch) where it is not there. */
  readonly branch: string;
  readonly from?: string;
  /** null deletes. */
  readonly files: Readonly<Record<string, string | Uint8Array | null>>;
  readonly message: string;
}

/** Somebody at work: all that a person does on GitHub, by the same functions and rules as the API. */
export class Person {
  readonly account: Account;
  readonly #world: World;

  constructor(world: World, account: Account) {
    this.#world = world;
    this.account = account;
  }

  get #actor(): { kind: 'user'; account: Account } {
    return { kind: 'user', account: this.account };
  }

  /** A new personal access token. */
  token(): string {
    return newUserToken(this.#world, this.account.id).value;
  }

  /** One commit, pushed. Returns its hash. */
  async commit(name: string, { branch, from, files, message }: CommitOptions): Promise<string> {
    const repository = this.#writable(name);
    const author = personOf(this.#world, this.#actor);
    const changes = { branch, files, message, author, committer: author, ...(from !== undefined && { from }) };
    return commitChanges(this.#world, this.#actor, repository, changes);
  }

  async deleteBranch(name: string, branch: string): Promise<void> {
    const repository = this.#writable(name);
    const ref = await readRef(repositoryDir(this.#world, repository), `refs/heads/${branch}`);
    if (!ref) throw notFound();
    await changeRef(this.#world, this.#actor, repository, { ref: ref.ref, from: ref.sha, to: null });
  }

  /** Returns the fork's `owner/name`. */
  async fork(name: string): Promise<string> {
    const parent = repositoryNamed(this.#world, name);
    return fullName(this.#world, await forkRepository(this.#world, parent, this.account));
  }

  /** Returns the pull request's number. */
  async openPull(name: string, options: PullOptions): Promise<number> {
    const repository = this.#readable(name);
    return (await openPull(this.#world, this.#actor, repository, options)).number;
  }

  async updatePull(name: string, number: number, change: PullChange): Promise<void> {
    await updatePull(this.#world, this.#actor, this.#pull(name, number), change);
  }

  /** Returns the base's new tip. */
  async merge(name: string, number: number, options: MergeOptions = {}): Promise<string> {
    this.#writable(name);
    return mergePull(this.#world, this.#actor, this.#pull(name, number), options);
  }

  async enqueue(name: string, number: number): Promise<void> {
    this.#writable(name);
    await enqueuePull(this.#world, this.#actor, this.#pull(name, number));
  }

  async review(name: string, number: number, options: ReviewOptions): Promise<number> {
    return (await createReview(this.#world, this.#actor, this.#pull(name, number), options)).id;
  }

  /** Returns the issue's number. */
  openIssue(name: string, title: string, body?: string): number {
    const options = { title, ...(body !== undefined && { body }) };
    return createIssue(this.#world, this.#actor, this.#readable(name), options).number;
  }

  closeIssue(name: string, number: number): void {
    updateIssue(this.#world, this.#actor, this.#issue(name, number), { state: 'closed', stateReason: 'completed' });
  }

  /** Returns the comment's id. */
  comment(name: string, number: number, body: string): number {
    return createComment(this.#world, this.#actor, this.#issue(name, number), body).id;
  }

  editComment(id: number, body: string): void {
    updateComment(this.#world, this.#actor, this.#world.store.comments.must(id), body);
  }

  /** "Re-run" on a check. */
  rerunCheck(id: number): void {
    rerequest(this.#world, this.#actor, this.#world.store.checkRuns.must(id));
  }

  /** "Re-run all checks", of which this is one. */
  async rerunAllChecks(id: number): Promise<void> {
    await rerequestAll(this.#world, this.#actor, this.#world.store.checkRuns.must(id));
  }

  #readable(name: string): Repository {
    const repository = repositoryNamed(this.#world, name);
    authorise(this.#world, this.#actor, repository, taking('metadata'));
    return repository;
  }

  #writable(name: string): Repository {
    const repository = repositoryNamed(this.#world, name);
    authorise(this.#world, this.#actor, repository, writing('contents'));
    return repository;
  }

  #issue(name: string, number: number): Issue {
    const issue = issueByNumber(this.#world, this.#readable(name), number);
    if (!issue) throw notFound();
    return issue;
  }

  #pull(name: string, number: number): PullIssue {
    const issue = this.#issue(name, number);
    if (!isPull(issue)) throw notFound();
    return issue;
  }
}
