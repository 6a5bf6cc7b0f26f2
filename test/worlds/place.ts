import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalGitHub } from '../../src/local/github/server.ts';
import type { MergeOptions } from '../../src/local/github/domain/merge.ts';
import { moveRef } from '../../src/local/github/git/refs.ts';
import { isPull, issueByNumber, repositoryDir } from '../../src/local/github/lookup.ts';
import type { Issue, Repository } from '../../src/local/github/model.ts';
import { repositoryNamed } from '../../src/local/github/person.ts';
import type { Store } from '../../src/local/github/store.ts';
import type { EnvironmentState, ReleaseRun } from '../../src/release/state.ts';

export type Who = 'mira' | 'tom' | 'rita' | 'ada' | 'fay';

export interface PlaceOptions {
  readonly github: LocalGitHub;
  readonly owner: string;
  readonly name: string;
  /** Puts this place's upstreams and paths into a file's text. */
  readonly own: (text: string) => string;
}

export interface Check {
  readonly id: number;
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
}

type FilesToWrite = Readonly<Record<string, string | null>>;

/** One repository of a test, as people see and use it. */
export class Place {
  readonly owner: string;
  readonly name: string;
  readonly full: string;
  readonly github: LocalGitHub;
  readonly #own: (text: string) => string;
  #branches = 0;

  constructor({ github, owner, name, own }: PlaceOptions) {
    this.github = github;
    this.owner = owner;
    this.name = name;
    this.full = `${owner}/${name}`;
    this.#own = own;
  }

  get #store(): Store {
    return this.github.world.store;
  }

  get #repository(): Repository {
    return repositoryNamed(this.github.world, this.full);
  }

  #issue(number: number): Issue {
    const issue = issueByNumber(this.github.world, this.#repository, number);
    if (issue === undefined) throw new Error(`there is no #${number}`);
    return issue;
  }

  #isBot(accountId: number): boolean {
    return this.#store.accounts.must(accountId).type === 'Bot';
  }

  /** One commit; onto `main` it is a push as an administrator makes one. Returns its hash. */
  async commit(who: Who, branch: string, files: FilesToWrite, repository = this.full): Promise<string> {
    const written = Object.entries(files).map(([path, text]) => [path, text === null ? null : this.#own(text)]);
    const message = `Change ${Object.keys(files).join(', ')}`;
    return this.github
      .person(who)
      .commit(repository, { branch, files: Object.fromEntries(written) as FilesToWrite, message });
  }

  /** A pull request of one commit. */
  async pull(
    files: FilesToWrite,
    { who = 'mira', branch = this.newBranch() }: { who?: Who; branch?: string } = {},
  ): Promise<OpenPull> {
    const head = await this.commit(who, branch, files);
    const title = `Change ${Object.keys(files)[0] ?? ''}`;
    const number = await this.github.person(who).openPull(this.full, { title, head: branch, base: 'main' });
    return { number, head, branch };
  }

  newBranch(): string {
    this.#branches += 1;
    return `change-${this.#branches}`;
  }

  merge(number: number, who: Who = 'tom', options: MergeOptions = {}): Promise<string> {
    return this.github.person(who).merge(this.full, number, { method: 'squash', ...options });
  }

  /** The newest concluded check run of a commit. */
  check(sha: string): Check | undefined {
    return this.checks(sha).find(({ conclusion }) => conclusion !== null);
  }

  /** Newest first. */
  checks(sha: string): Check[] {
    return this.#store.checkRuns
      .filter(({ headSha, repositoryId }) => headSha === sha && repositoryId === this.#repository.id)
      .sort((a, b) => b.id - a.id)
      .map(({ id, conclusion, output }) => ({
        id,
        conclusion,
        title: output.title ?? '',
        summary: output.summary ?? '',
        text: output.text ?? '',
      }));
  }

  checked(sha: string, conclusion?: string): Promise<Check> {
    return eventually(`${conclusion ?? 'a'} check on ${sha.slice(0, 7)}`, () => {
      const check = this.check(sha);
      return check !== undefined && (conclusion ?? check.conclusion) === check.conclusion ? check : undefined;
    });
  }

  /** Bodies of the App's comments, oldest first. */
  botComments(number: number): string[] {
    const issue = this.#issue(number);
    return this.#store.comments
      .filter(({ issueId, authorId }) => issueId === issue.id && this.#isBot(authorId))
      .map(({ body }) => body);
  }

  /** The sticky comment of a reviewed head. */
  sticky(number: number, head: string): Promise<string> {
    return eventually(`the comment on #${number} about ${head.slice(0, 7)}`, () =>
      this.botComments(number).find(
        (body) => body.includes('**Sluice:') && body.includes(`<sub>\`${head.slice(0, 7)}\``),
      ),
    );
  }

  inline(number: number): { path: string; line: number | null; side: string; body: string }[] {
    const issue = this.#issue(number);
    return this.#store.reviewComments
      .filter(({ issueId, authorId }) => issueId === issue.id && this.#isBot(authorId))
      .map(({ path, line, side, body }) => ({ path, line, side, body }));
  }

  /** Comments, waits for the App's answer, and returns it. */
  async ask(who: Who, number: number, body: string): Promise<string> {
    const before = this.botComments(number).length;
    this.github.person(who).comment(this.full, number, body);
    return eventually(`an answer to ${body.slice(0, 60)}`, () => this.botComments(number)[before]);
  }

  reactions(comment: number): string[] {
    const rows = this.#store.reactions.filter(({ commentId }) => commentId === comment);
    return rows.map(({ content }) => content);
  }

  async recorded(environment: string): Promise<EnvironmentState | undefined> {
    return (await this.record(`environments/${environment}.json`)) as EnvironmentState | undefined;
  }

  /** A file of the record. */
  async record(path: string): Promise<unknown> {
    try {
      const text = await this.github.readFile(this.full, 'sluice/state', `state/${path}`);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    } catch {
      return undefined;
    }
  }

  /** Somebody else writes the record; returns what puts its branch back. */
  async forgeRecord(): Promise<() => Promise<unknown>> {
    const { rulesets } = this.#store;
    for (const { id, repositoryId } of rulesets.all()) if (repositoryId === this.#repository.id) rulesets.delete(id);
    const branch = 'sluice/state';
    const before = await this.github.commitOf(this.full, branch);
    const forgery = { branch, files: { 'state/waivers.json': '[]\n' }, message: 'forged' };
    const forged = await this.github.person('ada').commit(this.full, forgery);
    const folder = repositoryDir(this.github.world, this.#repository);
    return () => moveRef(folder, `refs/heads/${branch}`, forged, before);
  }

  /** Waits until an environment rests at a commit, all that follows from it done. */
  settled(
    environment: string,
    commit: string,
    timeoutMs?: number,
  ): Promise<EnvironmentState & { current: ReleaseRun }> {
    return eventually(
      `${environment} to rest at ${commit.slice(0, 7)}`,
      async () => {
        const state = await this.recorded(environment);
        const run = state?.current;
        if (state === undefined || run?.commit !== commit) return undefined;
        const busy = ['applying', 'live'].includes(run.phase);
        const owed = ['failed', 'restored'].includes(run.phase) && run.incident === undefined;
        return busy || owed ? undefined : { ...state, current: run };
      },
      timeoutMs,
    );
  }

  /** Deployments of an environment, newest first, each with its statuses from first to last. */
  deployments(environment: string): { sha: string; description: string; states: string[]; said: string[] }[] {
    return this.#store.deployments
      .filter((row) => row.repositoryId === this.#repository.id && row.environment === environment)
      .reverse()
      .map(({ id, sha, description }) => {
        const statuses = this.#store.deploymentStatuses.filter(({ deploymentId }) => deploymentId === id);
        const said = statuses.map((status) => status.description);
        return { sha, description: description ?? '', states: statuses.map(({ state }) => state), said };
      });
  }

  openPulls(): { number: number; title: string; body: string }[] {
    return this.#store.issues
      .filter((issue) => issue.repositoryId === this.#repository.id && isPull(issue) && issue.state === 'open')
      .map(({ number, title, body }) => ({ number, title, body: body ?? '' }));
  }

  /** Issues that the App opened. */
  botIssues(): { number: number; state: string; title: string; body: string }[] {
    return this.#store.issues
      .filter((issue) => issue.repositoryId === this.#repository.id && !isPull(issue) && this.#isBot(issue.authorId))
      .map(({ number, state, title, body }) => ({ number, state, title, body: body ?? '' }));
  }

  issue(number: number): { state: string; title: string; body: string } {
    const { state, title, body } = this.#issue(number);
    return { state, title, body: body ?? '' };
  }

  /** A file on the default branch. */
  async read(path: string, ref = 'main'): Promise<string> {
    return (await this.github.readFile(this.full, ref, path)) ?? '';
  }
}

export interface OpenPull {
  readonly number: number;
  readonly head: string;
  readonly branch: string;
}

/** Looks until it sees something. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 200_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${what}`);
    await sleep(60);
  }
}
