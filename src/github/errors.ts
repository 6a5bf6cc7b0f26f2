/** GitHub's refusals and outages, translated in one place. */

export type GitHubErrorKind =
  'not-found' | 'unauthorized' | 'forbidden' | 'conflict' | 'invalid' | 'rate-limited' | 'unavailable' | 'unexpected';

interface Facts {
  readonly kind: GitHubErrorKind;
  readonly status: number;
  readonly operation: string;
  readonly reason: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

const next: Record<GitHubErrorKind, string> = {
  'not-found': 'Check that it still exists and that the App is installed on the repository.',
  unauthorized: "Check the App's id and private key, and that the installation is not suspended (`sluice doctor`).",
  forbidden:
    "Give the App the permission it lacks and accept it on the installation's page (`sluice doctor` names it).",
  conflict: 'Somebody changed it meanwhile: read it again and repeat.',
  invalid: 'This is a mistake of Sluice or a rule of the repository: the reason names it.',
  'rate-limited': 'A worker goes on by itself when GitHub allows it.',
  unavailable: "A worker tries again by itself. See GitHub's status page if it lasts.",
  unexpected: 'Look at the log of this request.',
};

const retryable: ReadonlySet<GitHubErrorKind> = new Set<GitHubErrorKind>(['conflict', 'rate-limited', 'unavailable']);

/** A request that GitHub refused or could not answer. Its message names the operation, the reason and the next step; never a token. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  readonly kind: GitHubErrorKind;
  /** HTTP status; 500 also stands for no answer at all. */
  readonly status: number;
  readonly operation: string;
  readonly reason: string;
  readonly next: string;
  /** Whether the same work can succeed later. */
  readonly retryable: boolean;
  /** When GitHub said how long to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(facts: Facts) {
    super(`GitHub ${facts.operation}: ${facts.reason} (${facts.kind}). ${next[facts.kind]}`, { cause: facts.cause });
    this.kind = facts.kind;
    this.status = facts.status;
    this.operation = facts.operation;
    this.reason = facts.reason;
    this.next = next[facts.kind];
    this.retryable = retryable.has(facts.kind);
    this.retryAfterMs = facts.retryAfterMs;
  }
}

export function isGitHubError(error: unknown, kind?: GitHubErrorKind): error is GitHubError {
  return error instanceof GitHubError && (kind === undefined || error.kind === kind);
}

/** The answer, or undefined where GitHub says that there is no such thing. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isGitHubError(error, 'not-found')) return undefined;
    throw error;
  }
}

/** The error of @octokit/request, by its shape: there may be several copies of that package. */
export interface RequestFailure extends Error {
  readonly name: 'HttpError';
  readonly status: number;
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
}

export function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error && typeof error.status === 'number';
}

/** What octokit threw, as a `GitHubError`; anything else (a bug) comes back as it is. */
export function translate(error: unknown, operation: string): unknown {
  if (error instanceof GitHubError) return error;
  if (isRequestFailure(error)) {
    return new GitHubError({
      kind: kindOf(error),
      status: error.status,
      operation,
      reason: reasonOf(error),
      cause: error,
      ...retryAfter(error),
    });
  }
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return new GitHubError({ kind: 'unavailable', status: 500, operation, reason: 'no answer in time', cause: error });
  }
  return error;
}

const kinds: Readonly<Record<number, GitHubErrorKind>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'invalid',
  409: 'conflict',
  410: 'not-found',
  413: 'invalid',
  422: 'invalid',
  429: 'rate-limited',
  451: 'not-found',
};

function kindOf(error: RequestFailure): GitHubErrorKind {
  if (error.status >= 500) return 'unavailable';
  if (error.status === 403 && isRateLimit(error)) return 'rate-limited';
  return kinds[error.status] ?? 'unexpected';
}

function isRateLimit(error: RequestFailure): boolean {
  const headers = error.response?.headers;
  return (
    headers?.['x-ratelimit-remaining'] === '0' ||
    headers?.['retry-after'] !== undefined ||
    /\brate limit/i.test(error.message)
  );
}

function reasonOf(error: RequestFailure): string {
  const message = error.message.replace(/ - https:\/\/docs\.github\.com\S*$/, '').trim();
  return message === '' ? `status ${error.status}` : message.slice(0, 500);
}

function retryAfter(error: RequestFailure): { retryAfterMs: number } | Record<string, never> {
  const headers = error.response?.headers ?? {};
  const seconds = Number(headers['retry-after']);
  if (Number.isFinite(seconds) && seconds > 0) return { retryAfterMs: seconds * 1000 };
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] !== '0' || !(reset > 0)) return {};
  // By GitHub's own clock: with one ahead of it every request would be repeated for as long as the limit lasts.
  const now = Date.parse(String(headers['date'])) || Date.now();
  return { retryAfterMs: Math.max(1000, reset * 1000 - now) };
}
