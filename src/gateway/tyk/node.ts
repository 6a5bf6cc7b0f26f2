import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { z } from 'zod';
import type { Json, JsonObject } from '../../spec/json.ts';
import { requesting } from '../../telemetry/requests.ts';
import { reasonOf } from '../system-code.ts';
import { jsonOf } from '../values.ts';
import { versionIn } from './abilities.ts';

export interface NodeFailure {
  readonly ok: false;
  /** `refused`: Tyk says no, for good; `unreachable`: worth trying again. */
  readonly reason: 'unreachable' | 'refused';
  readonly message: string;
  /** A reload came between: whoever only reads asks again at once. */
  readonly passing?: boolean;
}

export type Answered<T> = { readonly ok: true; readonly value: T } | NodeFailure;

/** What stands at `/tyk/…`: each kind has a folder of its own there. */
export type Collection = 'apis/oas' | 'apis' | 'policies';

/** Everything that a gateway has loaded, ours and others'. */
export interface Loaded {
  readonly oas: readonly JsonObject[];
  /** Of both kinds: of those that are OAS, this is what Tyk made of them. */
  readonly definitions: readonly JsonObject[];
  readonly policies: readonly JsonObject[];
}

const timeoutMs = 10_000;
/** A reload of thousands of definitions takes its time. */
const reloadTimeoutMs = 60_000;
const asksAgain = 5;
const betweenAsksMs = 50;
/** How undici names a connection that the other side ended, as Tyk does with its own when it reloads. */
const closedUnderway = 'UND_ERR_SOCKET';
/** Of one answer; a thousand definitions of average size are a tenth of it. */
const largestAnswer = 256 * 1024 * 1024;

const listSchema = z.array(z.custom<JsonObject>((value) => typeof value === 'object' && value !== null));
const helloSchema = z.object({ version: z.string() });
const messageSchema = z.object({ message: z.string() });

/** The REST API of one running Tyk Gateway. A cancelled signal throws; everything else that goes wrong is a value. */
export class TykNode {
  /** For messages; the address is the operator's business. */
  readonly label: string;
  private readonly address: string;
  private readonly secret: string;

  constructor(label: string, address: string, secret: string) {
    this.label = label;
    this.address = address.replace(/\/$/, '');
    this.secret = secret;
  }

  /** Undefined where it does not tell one, as where its health check has another name. */
  async version(signal: AbortSignal): Promise<Answered<string | undefined>> {
    const answer = await this.ask('GET', '/hello', signal);
    if (!answer.ok) return answer;
    const hello = helloSchema.safeParse(jsonOf(answer.value.text));
    return { ok: true, value: hello.success ? versionIn(hello.data.version) : undefined };
  }

  /**
   * What it serves by now: what was written and not loaded yet is not in it. A Tyk that starts answers before it has loaded anything, so
   * one that has no APIs is asked again when it has loaded what there is.
   */
  async loaded(signal: AbortSignal): Promise<Answered<Loaded>> {
    const first = await this.lists(signal);
    if (!first.ok || first.value.definitions.length > 0) return first;
    const reloaded = await this.reload(signal);
    return reloaded.ok ? this.lists(signal) : reloaded;
  }

  private async lists(signal: AbortSignal): Promise<Answered<Loaded>> {
    const [oas, definitions, policies] = await Promise.all([
      this.list('apis/oas', signal),
      this.list('apis', signal),
      this.list('policies', signal),
    ]);
    if (!oas.ok) return oas;
    if (!definitions.ok) return definitions;
    if (!policies.ok) return policies;
    return { ok: true, value: { oas: oas.value, definitions: definitions.value, policies: policies.value } };
  }

  /** Creates it, or exchanges what has its id: whose that is has to be known before. Not live before `reload`. */
  async write(collection: Collection, document: JsonObject, signal: AbortSignal): Promise<Answered<undefined>> {
    return this.expectOk(await this.ask('POST', `/tyk/${collection}`, signal, document), 'what it is to serve');
  }

  /**
   * Live until `reload`. Something that Tyk has not loaded is not there for it; of a file that is gone already, as after a crash before the
   * reload, it says the same as of one that it cannot remove, which shows when it is read back.
   */
  async remove(collection: Collection, id: string, signal: AbortSignal): Promise<Answered<undefined>> {
    const answer = await this.ask('DELETE', `/tyk/${collection}/${encodeURIComponent(id)}`, signal);
    if (answer.ok && (answer.value.status === 404 || /"Delete failed"/.test(answer.value.text)))
      return { ok: true, value: undefined };
    return this.expectOk(answer, `the removal of ${id}`);
  }

  /** Makes it serve what is written, and waits until it does: `/tyk/reload/group` would answer before. */
  async reload(signal: AbortSignal): Promise<Answered<undefined>> {
    const answer = await this.ask('GET', '/tyk/reload?block=true', signal, undefined, reloadTimeoutMs);
    return this.expectOk(answer, 'to load what was written');
  }

  private async list(collection: Collection, signal: AbortSignal): Promise<Answered<readonly JsonObject[]>> {
    let answer = await this.listOnce(collection, signal);
    for (let asked = 0; asked < asksAgain && !answer.ok && answer.passing; asked += 1) {
      await sleep(betweenAsksMs, undefined, { signal });
      answer = await this.listOnce(collection, signal);
    }
    return answer;
  }

  private async listOnce(collection: Collection, signal: AbortSignal): Promise<Answered<readonly JsonObject[]>> {
    const answer = await this.ask('GET', `/tyk/${collection}`, signal);
    if (!answer.ok) return answer;
    if (answer.value.status !== 200) return this.unexpected(answer.value);
    const said = jsonOf(answer.value.text);
    const list = listSchema.safeParse(said);
    if (list.success) return { ok: true, value: list.data };
    // Tyk says 200 and an error in words where it exchanges a definition while it writes it out.
    const passing = said === undefined;
    return { ...this.failure('refused', `does not answer like a Tyk Gateway at /tyk/${collection}`), passing };
  }

  private expectOk(answer: Answered<Answer>, what: string): Answered<undefined> {
    if (!answer.ok) return answer;
    if (answer.value.status === 200) return { ok: true, value: undefined };
    const said = messageSchema.safeParse(jsonOf(answer.value.text));
    if (answer.value.status === 400 || (answer.value.status === 500 && said.success))
      return this.failure('refused', `refused ${what}: ${said.data?.message ?? `answer ${answer.value.status}`}`);
    return this.unexpected(answer.value);
  }

  private async ask(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    signal: AbortSignal,
    document?: Json,
    limitMs = timeoutMs,
  ): Promise<Answered<Answer>> {
    signal.throwIfAborted();
    const limit = AbortSignal.timeout(limitMs);
    try {
      // Without the type Tyk takes the definition for a form, and finds nothing.
      const headers = { 'x-tyk-authorization': this.secret, 'content-type': 'application/json' };
      const value = await requesting({ method, address: this.address, route: routeOf(path) }, async (answered) => {
        const response = await request(`${this.address}${path}`, {
          method,
          headers,
          body: document === undefined ? null : JSON.stringify(document),
          signal: AbortSignal.any([signal, limit]),
          headersTimeout: limitMs,
          bodyTimeout: limitMs,
        });
        answered(response.statusCode);
        return { status: response.statusCode, text: await bounded(response.body) };
      });
      return { ok: true, value };
    } catch (error) {
      signal.throwIfAborted();
      const why = limit.aborted ? `no answer in ${limitMs / 1000} s` : reasonOf(error);
      return { ...this.failure('unreachable', `cannot be reached (${why})`), passing: why === closedUnderway };
    }
  }

  private unexpected({ status }: Answer): NodeFailure {
    if (status === 401 || status === 403) return this.failure('refused', `refuses the secret (${status})`);
    return this.failure(status >= 500 ? 'unreachable' : 'refused', `answered ${status}`);
  }

  private failure(reason: NodeFailure['reason'], what: string): NodeFailure {
    return { ok: false, reason, message: `${this.label} ${what}` };
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** For the trace: without the query and without ids. */
function routeOf(path: string): string {
  return path.replace(/\?.*/, '').replace(/^(\/tyk\/(?:apis\/oas|apis(?!\/oas$)|policies))\/[^/]+$/, '$1/{id}');
}

async function bounded(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > largestAnswer) throw Object.assign(new Error(), { code: `answer above ${largestAnswer} bytes` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
