import type { KubeConfig } from '@kubernetes/client-node';
import { Agent, ProxyAgent, request, type Dispatcher } from 'undici';
import type { RequestOptions } from 'node:https';
import { requesting } from '../../telemetry/requests.ts';

/** Which cluster, and as whom. */
export type ClusterAccess =
  | { readonly inCluster: true }
  /** Without a file: `KUBECONFIG`, or `~/.kube/config`. Without a context: the file's current one. */
  | { readonly inCluster?: false; readonly kubeconfig?: string; readonly context?: string };

export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API server's address, with its query. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

/** The server said something; or it said nothing at all, for the reason that stands in `message`. */
export type Answer =
  | { readonly ok: true; readonly status: number; readonly text: string; readonly date: Date }
  | { readonly ok: false; readonly message: string };

/** How long one answer may take, in milliseconds: the server waits for etcd, and etcd for its disk, with reads too. */
const timeoutMs = 30_000;
/** A list of a few thousand objects; more comes in pages. */
const maxAnswerBytes = 64 * 1024 * 1024;

/**
 * One API server, reached as `kubectl` would: certificates, tokens, exec plugins and proxies are the library's business.
 * A cancelled signal throws; everything else that goes wrong is a value.
 */
export class Connection {
  private readonly access: ClusterAccess;
  private config: KubeConfig | undefined;
  private dispatcher: { readonly key: string; readonly of: Dispatcher } | undefined;

  constructor(access: ClusterAccess) {
    this.access = access;
  }

  /** Credentials that the server knows no more may have been exchanged since they were read: they are read again, once. */
  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const known = this.config;
    const answer = await this.askOnce(question, signal);
    if (!answer.ok || answer.status !== 401 || known === undefined) return answer;
    if (this.config === known) this.config = undefined;
    return this.askOnce(question, signal);
  }

  private async askOnce(question: Question, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const config = (this.config ??= await load(this.access));
      const server = config.getCurrentCluster()?.server;
      if (server === undefined)
        return { ok: false, message: 'cannot be reached (its kubeconfig names no cluster for this context)' };
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      const asked = { method: question.method, address: server, route: routeOf(question.path) };
      return await requesting(asked, async (answered): Promise<Answer> => {
        const response = await request(`${server.replace(/\/$/, '')}${question.path}`, {
          method: question.method,
          headers: headersOf(options, question),
          ...(question.body !== undefined && { body: question.body }),
          dispatcher: this.dispatcherFor(options, config.getCurrentCluster()?.proxyUrl),
          signal: AbortSignal.any([signal, limit]),
        });
        answered(response.statusCode);
        const text = await boundedText(response.body);
        const date = new Date(String(response.headers['date'] ?? ''));
        return { ok: true, status: response.statusCode, text, date };
      });
    } catch (error) {
      signal.throwIfAborted();
      const why = limit.aborted ? `no answer in ${timeoutMs / 1000} s` : reasonOf(error);
      return { ok: false, message: `cannot be reached (${why})` };
    }
  }

  /** Connections are kept as long as the credentials on them are the same. */
  private dispatcherFor(options: RequestOptions, proxy: string | undefined): Dispatcher {
    const { ca, cert, key, passphrase, servername, rejectUnauthorized } = options;
    const tls = {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(passphrase !== undefined && { passphrase }),
      ...(servername !== undefined && { servername }),
      ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
    };
    const identity = JSON.stringify(tls, (_, value: unknown) => (Buffer.isBuffer(value) ? value.toString() : value));
    if (this.dispatcher?.key !== identity) {
      const of = proxy === undefined ? new Agent({ connect: tls }) : new ProxyAgent({ uri: proxy, requestTls: tls });
      this.dispatcher = { key: identity, of };
    }
    return this.dispatcher.of;
  }
}

/** The library is loaded where a cluster is spoken to, and only there: it takes as long as everything else that a process begins with. */
async function load(access: ClusterAccess): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  if (access.inCluster === true) config.loadFromCluster();
  else {
    if (access.kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(access.kubeconfig);
    if (access.context !== undefined) config.setCurrentContext(access.context);
  }
  return config;
}

/** For the trace: without the query, and with no name of a namespace or an object. */
function routeOf(path: string): string {
  const [, root = '', rest = ''] = /^(\/api\/[^/]+|\/apis\/[^/]+\/[^/]+)(.*)$/.exec(path.replace(/\?.*/, '')) ?? [];
  const within = rest.replace(/^\/namespaces\/[^/]+(?=\/)/, '/namespaces/{namespace}');
  return `${root}${within.replace(/^((?:\/namespaces\/\{namespace\})?\/[^/]+)\/[^/]+/, '$1/{name}')}`;
}

function headersOf(options: RequestOptions, question: Question): Record<string, string> {
  const given = Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const basic = typeof options.auth !== 'string' ? undefined : `Basic ${Buffer.from(options.auth).toString('base64')}`;
  return {
    ...(Object.fromEntries(given) as Record<string, string>),
    accept: 'application/json',
    'user-agent': 'sluice',
    ...(basic !== undefined && { authorization: basic }),
    ...(question.contentType !== undefined && { 'content-type': question.contentType }),
  };
}

async function boundedText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxAnswerBytes) throw new Error(`its answer is longer than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The innermost reason: what the network said, without addresses or credentials. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const inner = error instanceof AggregateError ? (error.errors as unknown[])[0] : error.cause;
  if (inner instanceof Error) return reasonOf(inner);
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message.slice(0, 200);
}
