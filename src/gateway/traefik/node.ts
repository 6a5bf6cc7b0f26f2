import { Agent, request } from 'undici';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { requesting } from '../../telemetry/requests.ts';
import { reasonOf } from '../system-code.ts';
import { jsonOf, listOf, textOf } from '../values.ts';
import { thingsOf, type OwnerDocument, ownerKey } from './document.ts';
import { reports } from './same.ts';
import type { SectionName } from './sections.ts';
import { sections } from './sections.ts';

/** What one Traefik makes of an owner's document. */
export type NodeState =
  /** All of it is loaded, enabled, and as it was written. */
  | { readonly kind: 'serves' }
  /** It has loaded something else, or nothing. `problems`: what is not as it was written, a sentence for each. */
  | { readonly kind: 'elsewhere'; readonly problems: readonly string[] }
  /** It is loaded as it was written, and something in it does not work: a sentence for each. */
  | { readonly kind: 'refuses'; readonly problems: readonly string[] }
  | { readonly kind: 'unreachable'; readonly message: string };

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** A router as Traefik lists it, whoever it belongs to. */
export interface ListedRouter {
  readonly name: string;
  readonly body: JsonObject;
}

/** How long one answer may take, and how large it may be. */
const timeoutMs = 10_000;
const maxBytes = 64 * 1024 * 1024;
/** Traefik gives a hundred a page unless it is asked for more. */
const perPage = 1_000_000;

/** The API of one running Traefik. A cancelled signal throws; everything else that goes wrong is a value. */
export class TraefikNode {
  /** For messages; the address is the operator's business. */
  readonly label: string;
  private readonly api: string;
  private readonly provider: string;
  private readonly login: string | undefined;
  private readonly agent = new Agent({
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
  });

  /** `login`: `user:password`, where the API asks for one. */
  constructor(label: string, api: string, provider: string, login: string | undefined) {
    this.label = label;
    this.api = api.replace(/\/$/, '');
    this.provider = provider;
    this.login = login;
  }

  /** What this node makes of the document; of none: whether it can be reached. */
  async state(document: OwnerDocument | undefined, signal: AbortSignal): Promise<NodeState> {
    if (document === undefined) {
      const version = await this.ask('/api/version', signal);
      return version.ok ? { kind: 'elsewhere', problems: [] } : { kind: 'unreachable', message: version.message };
    }
    const marker = await this.ask(`/api/http/middlewares/${encodeURIComponent(this.named(document.marker))}`, signal);
    if (!marker.ok) return { kind: 'unreachable', message: marker.message };
    if (marker.value === undefined) return { kind: 'elsewhere', problems: [] };
    const others: string[] = [];
    const errors: string[] = [];
    for (const [section, things] of thingsOf(document)) {
      if (!sections[section].listed) continue;
      const listed = await this.list(section, `${ownerKey(document.owner)}:`, signal);
      if (!listed.ok) return { kind: 'unreachable', message: listed.message };
      const live = new Map(listed.value.map((item) => [own(item, 'name'), item]));
      for (const [name, body] of things) {
        const item = live.get(this.named(name));
        const label = `${sections[section].kind} ${shown(document.owner, name)}`;
        if (item === undefined) others.push(`${label} is not there`);
        else if (!reports(item, body, this.provider))
          others.push(`${label} is something else there; another file or provider may have the same name`);
        else errors.push(...errorsOf(item).map((error) => `${label}: ${error}`));
      }
    }
    if (others.length > 0) return { kind: 'elsewhere', problems: others };
    return errors.length > 0 ? { kind: 'refuses', problems: errors } : { kind: 'serves' };
  }

  /** All that it has in a section, whoever it belongs to, by name with provider. */
  async things(section: SectionName, signal: AbortSignal): Promise<Answer<ReadonlyMap<string, JsonObject>>> {
    const listed = await this.list(section, undefined, signal);
    if (!listed.ok) return listed;
    return { ok: true, value: new Map(listed.value.map((body) => [textOf(own(body, 'name')), body])) };
  }

  /** All HTTP routers of this Traefik, of every owner and provider. */
  async routers(signal: AbortSignal): Promise<Answer<readonly ListedRouter[]>> {
    const listed = await this.list('http.routers', undefined, signal);
    if (!listed.ok) return listed;
    return { ok: true, value: listed.value.map((body) => ({ name: textOf(own(body, 'name')), body })) };
  }

  /** In Prometheus' text form; where the operator did not turn metrics on, that is said. */
  async metrics(signal: AbortSignal): Promise<Answer<string>> {
    const answer = await this.fetch('/metrics', signal);
    if (!answer.ok) return answer;
    if (answer.status === 200) return { ok: true, value: answer.text };
    return this.failed(`has no metrics there (${answer.status}): turn on metrics.prometheus at its API's entry point`);
  }

  private async list(
    section: SectionName,
    search: string | undefined,
    signal: AbortSignal,
  ): Promise<Answer<readonly JsonObject[]>> {
    const query = new URLSearchParams({ per_page: String(perPage), ...(search !== undefined && { search }) });
    const answer = await this.ask(`/api/${section.replace('.', '/')}?${query.toString()}`, signal);
    if (!answer.ok) return answer;
    const items = Array.isArray(answer.value) ? (answer.value as readonly Json[]) : undefined;
    if (items === undefined) return this.failed('does not answer like the API of Traefik');
    return { ok: true, value: items.map((item) => asObject(item) ?? {}) };
  }

  private named(name: string): string {
    return `${name}@${this.provider}`;
  }

  /** Undefined where there is no such thing. */
  private async ask(path: string, signal: AbortSignal): Promise<Answer<Json | undefined>> {
    const answer = await this.fetch(path, signal);
    if (!answer.ok) return answer;
    if (answer.status === 404) return { ok: true, value: undefined };
    if (answer.status === 401 || answer.status === 403) return this.failed(`refuses the login (${answer.status})`);
    if (answer.status !== 200) return this.failed(`answered ${answer.status}`);
    const value = jsonOf(answer.text);
    return value === undefined ? this.failed('does not answer like the API of Traefik') : { ok: true, value };
  }

  private async fetch(path: string, signal: AbortSignal): Promise<Fetched> {
    signal.throwIfAborted();
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const asked = { method: 'GET', address: this.api, route: routeOf(path) };
      return await requesting(asked, async (answered): Promise<Fetched> => {
        const { statusCode, body } = await request(`${this.api}${path}`, {
          dispatcher: this.agent,
          signal: AbortSignal.any([signal, limit]),
          headers:
            this.login === undefined ? {} : { authorization: `Basic ${Buffer.from(this.login).toString('base64')}` },
        });
        answered(statusCode);
        const chunks: Buffer[] = [];
        let bytes = 0;
        for await (const chunk of body as AsyncIterable<Buffer>) {
          bytes += chunk.length;
          if (bytes > maxBytes) return this.failed(`answered more than ${maxBytes} bytes`);
          chunks.push(chunk);
        }
        return { ok: true, status: statusCode, text: Buffer.concat(chunks).toString('utf8') };
      });
    } catch (error) {
      signal.throwIfAborted();
      return this.failed(
        `cannot be reached (${limit.aborted ? `no answer in ${timeoutMs / 1000} s` : reasonOf(error)})`,
      );
    }
  }

  private failed(what: string): { readonly ok: false; readonly message: string } {
    return { ok: false, message: `${this.label} ${what}` };
  }
}

type Fetched =
  | { readonly ok: true; readonly status: number; readonly text: string }
  | { readonly ok: false; readonly message: string };

/** For the trace: without the query and without names. */
function routeOf(path: string): string {
  return path.replace(/\?.*/, '').replace(/^(\/api\/\w+\/\w+)\/.*/, '$1/{name}');
}

/** Warnings too: of a router whose TLS options clash with another's Traefik drops the options and goes on. */
function errorsOf(item: JsonObject): readonly string[] {
  const status = textOf(own(item, 'status'));
  if (status === 'enabled') return [];
  const list = listOf(own(item, 'error')).map(textOf);
  return list.length === 0 ? [`is ${status}`] : list;
}

/** As its owner calls it. */
function shown(owner: string, name: string): string {
  return name.replace(`${ownerKey(owner)}:`, '');
}
