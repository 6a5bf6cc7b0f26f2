import { z } from 'zod';
import type { Taken } from '../../release/exposure/traps.ts';
import { contentHash, type Resource } from '../../release/manifest.ts';
import { requesting } from '../../telemetry/requests.ts';
import { reasonOf } from '../system-code.ts';
import { jsonOf } from '../values.ts';
import { asResource, parseRoutes } from './route.ts';

/** A failure that a person or a retry has to deal with; `moved` only ever answers a write. */
export interface NodeFailure {
  readonly ok: false;
  readonly reason: 'unreachable' | 'refused' | 'moved';
  readonly message: string;
}

export type NodeRoutes =
  | {
      readonly ok: true;
      readonly resources: readonly Resource[];
      readonly hash: string;
      /** Where others listen. */
      readonly taken: readonly Taken[];
    }
  | NodeFailure;

export type NodeWrite = { readonly ok: true } | NodeFailure;
export type NodeMetrics = { readonly ok: true; readonly text: string } | NodeFailure;

const problemsSchema = z.object({
  problems: z.array(z.object({ id: z.string(), field: z.string(), message: z.string() })),
});

const takenSchema = z.object({ taken: z.array(z.object({ host: z.string().optional(), path: z.string() })) });

/** How long one answer may take. A write is on the node's disk before it is answered, and a busy disk takes its time. */
const timeoutMs = { GET: 10_000, PUT: 30_000 };

/** The admin API of one running gateway. A cancelled signal throws; everything else that goes wrong is a value. */
export class GatewayNode {
  /** For messages; the address is the operator's business. */
  readonly label: string;
  private readonly admin: string;
  private readonly secret: string;

  constructor(label: string, admin: string, secret: string) {
    this.label = label;
    this.admin = admin.replace(/\/$/, '');
    this.secret = secret;
  }

  async routes(owner: string, signal: AbortSignal): Promise<NodeRoutes> {
    const answer = await this.ask(routesPath(owner), { method: 'GET' }, signal);
    if (!answer.ok) return answer;
    if (answer.status !== 200) return this.unexpected(answer.status);
    const parsed = parseRoutes(owner, pickResources(answer.text));
    const taken = takenSchema.safeParse(jsonOf(answer.text));
    if (!parsed.ok || !taken.success)
      return this.failure('refused', 'does not answer like an embedded gateway of this version');
    const resources = parsed.resources.map(asResource);
    const places = taken.data.taken.map(({ host, path }) => (host === undefined ? { path } : { host, path }));
    return { ok: true, resources, hash: contentHash(resources), taken: places };
  }

  /** Makes these all of the owner's routes where live is still what `expected` hashes. */
  async replace(
    owner: string,
    expected: string,
    resources: readonly Resource[],
    signal: AbortSignal,
  ): Promise<NodeWrite> {
    const headers = { 'if-match': `"${expected}"`, 'content-type': 'application/json' };
    const body = JSON.stringify({ resources });
    const answer = await this.ask(routesPath(owner), { method: 'PUT', headers, body }, signal);
    if (!answer.ok) return answer;
    if (answer.status === 200) return { ok: true };
    if (answer.status === 412) return this.failure('moved', 'was changed by somebody else meanwhile');
    if (answer.status !== 400) return this.unexpected(answer.status);
    const problems = problemsSchema.safeParse(jsonOf(answer.text));
    const list = problems.data?.problems.map(({ id, field, message }) => `${id}: ${field}: ${message}`) ?? [];
    return this.failure('refused', `refused the routes and kept the old ones: ${list.join('; ')}`);
  }

  async metrics(signal: AbortSignal): Promise<NodeMetrics> {
    const answer = await this.ask('/metrics', { method: 'GET' }, signal);
    if (!answer.ok) return answer;
    return answer.status === 200 ? { ok: true, text: answer.text } : this.unexpected(answer.status);
  }

  private async ask(path: string, init: Question, signal: AbortSignal): Promise<Answer | NodeFailure> {
    signal.throwIfAborted();
    const headers = { ...init.headers, authorization: `Bearer ${this.secret}` };
    const limit = AbortSignal.timeout(timeoutMs[init.method]);
    try {
      const asked = { method: init.method, address: this.admin, route: path.replace(/\?.*/, '') };
      return await requesting(asked, async (answered): Promise<Answer> => {
        const response = await fetch(`${this.admin}${path}`, {
          ...init,
          headers,
          // The secret goes to the operator's address and nowhere else.
          redirect: 'error',
          signal: AbortSignal.any([signal, limit]),
        });
        answered(response.status);
        return { ok: true, status: response.status, text: await response.text() };
      });
    } catch (error) {
      signal.throwIfAborted();
      const why = limit.aborted
        ? `no answer in ${timeoutMs[init.method] / 1000} s`
        : reasonOf(error instanceof Error && error.cause);
      return this.failure('unreachable', `cannot be reached (${why})`);
    }
  }

  private unexpected(status: number): NodeFailure {
    if (status === 401 || status === 403) return this.failure('refused', `refuses the secret (${status})`);
    return this.failure(status >= 500 ? 'unreachable' : 'refused', `answered ${status}`);
  }

  private failure(reason: NodeFailure['reason'], what: string): NodeFailure {
    return { ok: false, reason, message: `${this.label} ${what}` };
  }
}

interface Question {
  readonly method: 'GET' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Answer {
  readonly ok: true;
  readonly status: number;
  readonly text: string;
}

function routesPath(owner: string): string {
  return `/routes?owner=${encodeURIComponent(owner)}`;
}

function pickResources(text: string): unknown {
  const value = jsonOf(text);
  return typeof value === 'object' && value !== null && 'resources' in value ? { resources: value.resources } : value;
}
