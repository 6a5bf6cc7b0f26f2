import { request } from 'undici';
import { z } from 'zod';
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

const pullSchema = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  merged_at: z.string().nullable(),
  created_at: z.string(),
  title: z.string(),
  body: z.string().nullable(),
});

export type Pull = z.infer<typeof pullSchema>;

/** What a pull request says. */
export interface PullText {
  readonly title: string;
  readonly body: string;
}

const timeoutMs = 10_000;
const maxBytes = 16 * 1024 * 1024;

/** The pull requests of one repository at GitHub. A cancelled signal throws, and so does everything else that goes wrong, as a `GitFailure`. */
export class Pulls {
  private readonly access: PullsAccess;

  constructor(access: PullsAccess) {
    this.access = access;
  }

  /** The open one of a branch, else the newest of it; undefined where there never was one. */
  async of(branch: string, base: string, signal: AbortSignal): Promise<Pull | undefined> {
    const head = `${this.access.owner}:${branch}`;
    const query = new URLSearchParams({ head, base, state: 'all', sort: 'created', direction: 'desc', per_page: '30' });
    const pulls = z.array(pullSchema).parse(await this.ask('GET', `?${query.toString()}`, signal));
    return pulls.find(({ state }) => state === 'open') ?? pulls[0];
  }

  async open(branch: string, base: string, text: PullText, signal: AbortSignal): Promise<Pull> {
    return pullSchema.parse(await this.ask('POST', '', signal, { ...text, head: branch, base }));
  }

  /** Says something else, or closes it. */
  async change(
    number: number,
    change: Partial<PullText> | { readonly state: 'closed' },
    signal: AbortSignal,
  ): Promise<void> {
    await this.ask('PATCH', `/${number}`, signal, change);
  }

  private async ask(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    signal: AbortSignal,
    body?: object,
  ): Promise<unknown> {
    signal.throwIfAborted();
    const { api, owner, name, secret } = this.access;
    const limit = AbortSignal.timeout(timeoutMs);
    const answer = await request(`${api.replace(/\/$/, '')}/repos/${owner}/${name}/pulls${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${secret}`,
        'user-agent': 'sluice',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([signal, limit]),
    })
      .then(async ({ statusCode, body: text }) => ({ status: statusCode, text: await bounded(text) }))
      .catch((error: unknown) => {
        signal.throwIfAborted();
        const why = limit.aborted ? `no answer in ${timeoutMs / 1000} s` : reasonOf(error);
        throw new GitFailure('unreachable', `its pull requests cannot be reached (${why})`);
      });
    if (answer.status < 300) return jsonOf(answer.text);
    const said = z.object({ message: z.string() }).safeParse(jsonOf(answer.text));
    const isPassing = answer.status >= 500 || answer.status === 429 || /rate limit/i.test(said.data?.message ?? '');
    const what = method === 'GET' ? 'reading its pull requests' : 'its pull request';
    throw new GitFailure(
      isPassing ? 'unreachable' : 'refused',
      `${what} was answered ${answer.status}${said.success ? `: ${said.data.message}` : ''}`,
    );
  }
}

async function bounded(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw Object.assign(new Error(), { code: `answer above ${maxBytes} bytes` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The system's code where there is one: a message could hold an address. */
function reasonOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'connection failed';
}
