import { SpanKind } from '@opentelemetry/api';
import { fail, inSpan } from './spans.ts';

/** A delivery whose signature was right. */
export interface Received {
  /** GitHub's delivery id. */
  readonly id: string;
  /** GitHub's name of the event. */
  readonly name: string;
  readonly route: string;
  /** How long ago its request began. */
  readonly elapsedMs: number;
}

/**
 * The span of a delivery, and the beginning of a trace: `answer` resolves to the status that it was answered with. A `traceparent` of the
 * request is not believed: the signature covers the body alone, so whoever passes a delivery on could lead it into any trace.
 */
export async function receiving(
  { id, name, route, elapsedMs }: Received,
  answer: () => Promise<number>,
): Promise<number> {
  const attributes = { 'http.request.method': 'POST', 'http.route': route, 'url.path': route, 'url.scheme': 'http' };
  const facts = { delivery: id, event: name };
  const options = { kind: SpanKind.SERVER, root: true, startTime: Date.now() - elapsedMs, attributes, facts };
  return inSpan(`POST ${route}`, options, async (_, span) => {
    const status = await answer();
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) fail(span, String(status));
    return status;
  });
}
