import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A span as it arrived, by OTLP's JSON form. */
export interface Received {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: string;
  readonly facts: Readonly<Record<string, string | number>>;
  /** Undefined where it was not set. */
  readonly error: string | undefined;
  /** The spans that it names besides its parent. */
  readonly links: readonly string[];
  readonly resource: Readonly<Record<string, string | number>>;
}

export interface Collector {
  readonly url: string;
  /** All bodies together, as they came. */
  readonly bytes: () => Buffer;
  readonly requests: { readonly path: string; readonly headers: Readonly<Record<string, unknown>> }[];
  /** Of those bodies that are JSON. */
  spans(): Received[];
  /** How it answers from now on; `undefined`: not at all. */
  answer(status: number | undefined): void;
  close(): Promise<void>;
}

/** What receives traces by OTLP over HTTP. */
export async function startCollector(): Promise<Collector> {
  const bodies: Buffer[] = [];
  const requests: { path: string; headers: Readonly<Record<string, unknown>> }[] = [];
  let status: number | undefined = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      requests.push({ path: request.url ?? '', headers: request.headers });
      bodies.push(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
      if (status !== undefined)
        response.writeHead(status, `said by a stranger`).end(status < 300 ? '{}' : 'a stranger');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => Buffer.concat(bodies),
    requests,
    spans: () => bodies.flatMap((body) => spansOf(JSON.parse(body.toString('utf8')) as Export)),
    answer(next) {
      status = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number | string;
}
type Attributes = readonly { readonly key: string; readonly value: Value }[];
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly name: string;
        readonly kind: number;
        readonly attributes: Attributes;
        readonly status: { readonly code: number; readonly message?: string };
        readonly links: readonly { readonly spanId: string }[];
      }[];
    }[];
  }[];
}

const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

function spansOf({ resourceSpans }: Export): Received[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId, name, kind, attributes, status, links }) => ({
        traceId,
        spanId,
        parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
        name,
        kind: KINDS[kind] ?? '',
        facts: plain(attributes),
        error: status.code === 2 ? (status.message ?? '') : undefined,
        links: links.map((link) => link.spanId),
        resource: plain(resource.attributes),
      })),
    ),
  );
}

function plain(attributes: Attributes): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue ?? Number.NaN)]),
  );
}
