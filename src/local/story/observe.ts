import { eventually } from './eventually.ts';
import type { StoryWorld } from './world.ts';
import { OWNER, REPO } from './world.ts';

const place = { owner: OWNER, repo: REPO };

/** What a person would look at on GitHub, as the story waits for it. */
export interface Observer {
  /** The concluded check run `sluice` of a commit. */
  check(sha: string): Promise<{ conclusion: string; title: string } | undefined>;
  /** The concluded check run of a pull request's head. */
  checkOfPull(pull: number): Promise<{ conclusion: string } | undefined>;
  stickyComment(pull: number): Promise<string | undefined>;
  inlineComments(pull: number): Promise<number>;
  /** State of the newest deployment to production, of this commit where one is named. */
  deployment(commit?: string): Promise<{ commit: string; state: string } | undefined>;
  /** The environment as the record on the state branch has it. */
  production(): Promise<RecordedEnvironment | undefined>;
  /** Open pull requests by their titles. */
  openPulls(): Promise<readonly { number: number; title: string; author: string }[]>;
  openIssues(label: string): Promise<readonly { number: number; title: string }[]>;
  repliesTo(issue: number): Promise<readonly string[]>;
}

export interface RecordedEnvironment {
  readonly current?: {
    readonly commit: string;
    readonly phase: string;
    readonly failedAt?: string;
    readonly restoredAt?: string;
    readonly incident?: number;
    readonly revert?: number;
    /** The APIs that were put back. */
    readonly reverted?: readonly string[];
    readonly reason?: string;
  };
  readonly holds: readonly { readonly api: string; readonly revert?: number }[];
}

export function observer({ tom }: Pick<StoryWorld, 'tom'>): Observer {
  const { rest } = tom.octokit;
  return {
    async check(ref) {
      const { data } = await rest.checks.listForRef({ ...place, ref, check_name: 'sluice' });
      const run = data.check_runs.find(({ status }) => status === 'completed');
      return run && { conclusion: run.conclusion ?? '', title: run.output.title ?? '' };
    },
    async checkOfPull(pull) {
      const { data } = await rest.pulls.get({ ...place, pull_number: pull });
      return this.check(data.head.sha);
    },
    async stickyComment(pull) {
      const { data } = await rest.issues.listComments({ ...place, issue_number: pull });
      return data.find(({ user, body }) => user?.type === 'Bot' && body?.includes('Sluice:'))?.body;
    },
    async inlineComments(pull) {
      return (await rest.pulls.listReviewComments({ ...place, pull_number: pull })).data.length;
    },
    async deployment(commit) {
      const wanted = { ...place, environment: 'production', ...(commit !== undefined && { sha: commit }) };
      const [newest] = (await rest.repos.listDeployments(wanted)).data;
      if (newest === undefined) return undefined;
      const statuses = await rest.repos.listDeploymentStatuses({ ...place, deployment_id: newest.id });
      return { commit: newest.sha, state: statuses.data[0]?.state ?? 'pending' };
    },
    async production() {
      const path = 'state/environments/production.json';
      const raw = { ...place, path, ref: 'sluice/state', mediaType: { format: 'raw' } };
      try {
        return JSON.parse((await rest.repos.getContent(raw)).data as unknown as string) as RecordedEnvironment;
      } catch (error) {
        if (error instanceof Error && 'status' in error && error.status === 404) return undefined;
        throw error;
      }
    },
    async openPulls() {
      const { data } = await rest.pulls.list({ ...place, state: 'open' });
      return data.map(({ number, title, user }) => ({ number, title, author: user?.login ?? '' }));
    },
    async openIssues(labels) {
      const { data } = await rest.issues.listForRepo({ ...place, state: 'open', labels });
      return data
        .filter(({ pull_request: pull }) => pull === undefined)
        .map(({ number, title }) => ({ number, title }));
    },
    async repliesTo(issue) {
      const { data } = await rest.issues.listComments({ ...place, issue_number: issue });
      return data.filter(({ user }) => user?.type === 'Bot').map(({ body }) => body ?? '');
    },
  };
}

/** Waits until production has come to rest at a commit, and says how. */
export function settled(observe: Observer, commit: string, timeoutMs = 180_000): Promise<RecordedEnvironment> {
  return eventually(
    `production to settle at ${commit.slice(0, 7)}`,
    async () => {
      const state = await observe.production();
      const phase = state?.current?.phase;
      const resting = phase !== undefined && !['applying', 'live', 'failed'].includes(phase);
      return state?.current?.commit === commit && resting ? state : undefined;
    },
    { timeoutMs, everyMs: 100 },
  );
}
