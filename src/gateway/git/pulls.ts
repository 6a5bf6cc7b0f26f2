import { Octokit } from '@octokit/rest';
import { requesting } from '../../telemetry/requests.ts';
import { GitFailure } from './repository.ts';

/** Where pull requests of a repository are opened, and as whom. */
export interface PullsAccess {
  /** GitHub's REST API, such as `https://api.github.com`. */
  readonly api: string;
  readonly owner: string;
  readonly name: string;
  /** A token that may open pull requests. */
  readonly secret: string;
}

export interface Pull {
  readonly number: number;
  readonly html_url: string;
  readonly state: string;
  readonly merged_at: string | null;
  readonly created_at: string;
  readonly title: string;
  readonly body: string | null;
}

/** What a pull request says. */
export interface PullText {
  readonly title: string;
  readonly body: string;
}

const timeoutMs = 10_000;
const silent = (): void => undefined;

/** The pull requests of one repository at GitHub. A cancelled signal throws, and so does everything else that goes wrong, as a `GitFailure`. */
export class Pulls {
  private readonly octokit: Octokit;
  private readonly repository: { readonly owner: string; readonly repo: string };

  constructor({ api, owner, name, secret }: PullsAccess) {
    this.octokit = new Octokit({
      baseUrl: api.replace(/\/$/, ''),
      userAgent: 'sluice',
      auth: secret,
      log: { debug: silent, info: silent, warn: silent, error: silent },
    });
    this.octokit.hook.wrap('request', (request, options) =>
      requesting({ method: options.method, address: api, route: options.url }, async (answered) => {
        const answer = await request(options);
        answered(answer.status);
        return answer;
      }),
    );
    this.repository = { owner, repo: name };
  }

  /** The open one of a branch, else the newest of it; undefined where there never was one. */
  async of(branch: string, base: string, signal: AbortSignal): Promise<Pull | undefined> {
    const which = { head: `${this.repository.owner}:${branch}`, base, state: 'all' } as const;
    const newest = { sort: 'created', direction: 'desc', per_page: 30 } as const;
    const { data } = await asked('reading its pull requests', signal, (request) =>
      this.octokit.pulls.list({ ...this.repository, ...which, ...newest, request }),
    );
    return data.find(({ state }) => state === 'open') ?? data[0];
  }

  async open(branch: string, base: string, text: PullText, signal: AbortSignal): Promise<Pull> {
    const { data } = await asked('its pull request', signal, (request) =>
      this.octokit.pulls.create({ ...this.repository, ...text, head: branch, base, request }),
    );
    return data;
  }

  /** Says something else, or closes it. */
  async change(
    number: number,
    change: Partial<PullText> | { readonly state: 'closed' },
    signal: AbortSignal,
  ): Promise<void> {
    await asked('its pull request', signal, (request) =>
      this.octokit.pulls.update({ ...this.repository, ...change, pull_number: number, request }),
    );
  }
}

async function asked<T>(
  what: string,
  signal: AbortSignal,
  ask: (request: { readonly signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    return await ask({ signal: AbortSignal.any([signal, limit]) });
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) throw new GitFailure('unreachable', `${what}: no answer in ${timeoutMs / 1000} s`);
    throw failure(what, error);
  }
}

/** Octokit gives 500 and no response where there was no answer at all. */
function failure(what: string, error: unknown): unknown {
  if (!(error instanceof Error && 'status' in error && typeof error.status === 'number')) return error;
  const why = error.message.replace(/ - https:\/\/docs\.github\.com\S*$/, '').slice(0, 500);
  if (!('response' in error) || error.response === undefined)
    return new GitFailure('unreachable', `${what}: cannot be reached (${why})`);
  const isPassing = error.status >= 500 || error.status === 429 || /rate limit/i.test(why);
  return new GitFailure(isPassing ? 'unreachable' : 'refused', `${what} was answered ${error.status}: ${why}`);
}
