import { context, propagation, ROOT_CONTEXT, SpanKind, trace, type Link } from '@opentelemetry/api';
import { inSpan, isExported, type Tell } from './spans.ts';

/** What a job carries so that whoever runs it goes on with the trace of who asked for it: W3C `traceparent`, and since when, in ISO 8601. */
export type Origin = Readonly<Record<string, string>>;

const QUEUE = { 'messaging.system': 'bullmq', 'messaging.destination.name': 'sluice' };

/** What a job does later than this is in traces of their own, linked to the first: one of days is of use to nobody. */
const LONGEST_MS = 3_600_000;

function isOld(origin: Origin, now: Date): boolean {
  return !(now.getTime() - Date.parse(origin['since'] ?? '') <= LONGEST_MS);
}

export interface Sent {
  readonly job: string;
  /** Whether it begins a trace of its own, linked to that of who asks. */
  readonly ownTrace: boolean;
  /** The equal job that is there already. */
  readonly standing: () => Promise<Standing | undefined>;
}

export interface Standing {
  readonly origin: Origin | undefined;
  /** It runs: what is asked for now runs after it, in a trace of its own. */
  readonly isActive: boolean;
}

/** What jobs are to carry: one that is stored anew, and the one that stands for it. Nothing where no traces are exported. */
export interface Carried {
  readonly origin?: Origin;
  readonly standing?: Origin;
}

/** The span of storing a job. */
export async function sending<T>(
  { job, ownTrace, standing }: Sent,
  store: (carried: Carried) => Promise<T>,
): Promise<T> {
  const attributes = { ...QUEUE, 'messaging.operation.type': 'send', 'messaging.operation.name': 'add' };
  const asker = trace.getActiveSpan()?.spanContext();
  const links = ownTrace && asker !== undefined ? [{ context: asker }] : [];
  const options = { kind: SpanKind.PRODUCER, attributes, facts: { job }, root: ownTrace, links };
  return inSpan(`add ${job}`, options, async (_, span) => {
    const injected: Record<string, string> = {};
    propagation.inject(context.active(), injected);
    if (Object.keys(injected).length === 0) return store({});
    const now = new Date();
    const own = { ...injected, since: now.toISOString() };
    const before = await standing();
    const kept = keptOrigin(before?.origin, own, now);
    if (before?.isActive === true) return store({ origin: own, standing: kept });
    span.addLinks(linksTo(before?.origin));
    return store({ origin: kept, standing: kept });
  });
}

/**
 * What a job carries that is asked for again before it has ended: what it had, so that a release stays one trace while it bakes, whatever a
 * sweep or another push asks for meanwhile.
 */
export function keptOrigin(before: Origin | undefined, newer: Origin, now: Date): Origin {
  return before === undefined || isOld(before, now) ? newer : before;
}

export interface Taken {
  readonly job: string;
  readonly attempt: number;
  readonly delivery: string;
  readonly repository?: string;
  readonly origin?: Origin | undefined;
}

/** The span of one try at a job, in the trace of who asked for it: each try, by whichever process. `work` tells what became of it. */
export async function processing<T>({ origin, ...facts }: Taken, work: (tell: Tell) => Promise<T>): Promise<T> {
  const attributes = { ...QUEUE, 'messaging.operation.type': 'process', 'messaging.operation.name': 'process' };
  const isApart = origin === undefined || isOld(origin, new Date());
  const links = isApart ? linksTo(origin) : [];
  const options = { kind: SpanKind.CONSUMER, attributes, facts, root: isApart, links, isFailure: () => false };
  return context.with(contextOf(origin), () => inSpan(`process ${facts.job}`, options, work));
}

/** For lines of the log that are written outside of the job's span. */
export function traceOf(origin: Origin | undefined): { readonly trace_id: string } | Record<string, never> {
  const [link] = linksTo(origin);
  return link === undefined || !isExported(link.context) ? {} : { trace_id: link.context.traceId };
}

function linksTo(origin: Origin | undefined): Link[] {
  const other = trace.getSpanContext(contextOf(origin));
  return other === undefined ? [] : [{ context: other }];
}

function contextOf(origin: Origin = {}): typeof ROOT_CONTEXT {
  return propagation.extract(ROOT_CONTEXT, origin);
}
