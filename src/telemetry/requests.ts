import { SpanKind, type Attributes } from '@opentelemetry/api';
import { fail, inSpan } from './spans.ts';

/** A request as its span tells it: no header, no body, no query, and of the address the host alone. */
export interface Asked {
  readonly method: string;
  /** Where it goes: nothing of this but scheme, host and port is told. */
  readonly address: string;
  /** The path with variables in place of what differs from one request to the next. */
  readonly route: string;
}

/**
 * One request in a span of its own, by OpenTelemetry's conventions for HTTP clients. `send` says the status as soon as it knows it; an
 * error of Octokit's tells it by itself.
 */
export async function requesting<T>(
  { method, address, route }: Asked,
  send: (answered: (status: number) => void) => Promise<T>,
): Promise<T> {
  const attributes = { 'http.request.method': method, 'url.template': route, ...peerOf(address) };
  const isFailure = (error: unknown): boolean => statusOf(error) === undefined;
  return inSpan(`${method} ${route}`, { kind: SpanKind.CLIENT, attributes, isFailure }, async (_, span) => {
    const answered = (status: number): void => {
      span.setAttribute('http.response.status_code', status);
      if (status >= 400) fail(span, String(status));
    };
    try {
      return await send(answered);
    } catch (error) {
      const status = statusOf(error);
      if (status !== undefined) answered(status);
      throw error;
    }
  });
}

/** What git asks of a server, in a span of its own. */
export async function gitRequesting<T>(command: string, address: string, send: () => Promise<T>): Promise<T> {
  return inSpan(`git ${command}`, { kind: SpanKind.CLIENT, attributes: peerOf(address) }, send);
}

function peerOf(address: string): Attributes {
  if (!URL.canParse(address)) return {};
  const { protocol, hostname, port } = new URL(address);
  return {
    'url.scheme': protocol.slice(0, -1),
    'server.address': hostname.replace(/^\[|\]$/g, ''),
    'server.port': Number(port) || (protocol === 'http:' ? 80 : 443),
  };
}

/** Octokit throws what was answered with anything but 2xx, by its shape; without a response there was no answer. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || error.name !== 'HttpError') return undefined;
  const { status, response } = error as { readonly status?: unknown; readonly response?: unknown };
  return typeof status === 'number' && response !== undefined ? status : undefined;
}
