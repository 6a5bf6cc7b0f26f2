/**
 * Spans of what Sluice does. Where no traces are exported everything here does nothing. What a span may say is a closed list, so that no
 * text of a stranger and no secret finds its way in.
 */
import {
  context,
  isSpanContextValid,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Span,
  type SpanContext,
  type SpanOptions,
} from '@opentelemetry/api';

/** What a span says beside the field's own attributes; each stands under `sluice.`. */
export interface Facts {
  /** What asked for the work: GitHub's delivery id, a comment or a sweep. */
  readonly delivery?: string;
  /** GitHub's name of a webhook's event. */
  readonly event?: string;
  readonly repository?: string;
  readonly job?: string;
  /** 1 for the first try. */
  readonly attempt?: number;
  /** What became of a job: done, again, failed or dead. */
  readonly outcome?: string;
  readonly pull?: number;
  readonly command?: string;
  readonly environment?: string;
  /** How many APIs it is about. */
  readonly apis?: number;
  readonly targets?: number;
  readonly changes?: number;
  readonly violations?: number;
  /** Requests to GitHub that wrote something. */
  readonly writes?: number;
  /** What a phase came to. */
  readonly verdict?: string;
  /** Why, by its code. */
  readonly reason?: string;
}

/** Says more of a span; `failed` is the reason code of what went wrong, and makes the span an error. */
export type Tell = (facts: Facts & { readonly failed?: string | undefined }) => void;

const LONGEST = 200;

export interface Spanned extends SpanOptions {
  readonly facts?: Facts;
  /** Whether what `work` throws is an error of the span too. Default: all of it. */
  readonly isFailure?: (error: unknown) => boolean;
}

/** Runs `work` in a span of its own. What it throws ends the span as an error, by its code alone, and is thrown on. */
export async function inSpan<T>(
  name: string,
  { facts = {}, isFailure = () => true, ...options }: Spanned,
  work: (tell: Tell, span: Span) => Promise<T>,
): Promise<T> {
  const span = trace.getTracer('sluice').startSpan(name, {
    ...options,
    attributes: { ...options.attributes, ...attributesOf(facts) },
  });
  try {
    return await context.with(trace.setSpan(context.active(), span), work, undefined, tellOn(span), span);
  } catch (error) {
    if (isFailure(error)) fail(span, codeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** Runs what it is given in the span that is under way here and now: for ways on which that is lost. */
export function boundHere(): <T>(work: () => T) => T {
  const here = context.active();
  return (work) => context.with(here, work);
}

/** Says more of the span that is under way here, where there is one. */
export const tell: Tell = (facts) => {
  const span = trace.getActiveSpan();
  if (span !== undefined) tellOn(span)(facts);
};

export function fail(span: Span, code: string): void {
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

/** A reason that a machine made up: the kind of a refusal, the system's code, the class. Never a message, which may quote anybody. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { kind, code } = error as { readonly kind?: unknown; readonly code?: unknown };
  const isCode = (value: unknown): value is string => typeof value === 'string' && /^[A-Za-z][\w.-]{1,48}$/.test(value);
  return [kind, code, error.name].find(isCode) ?? 'Error';
}

/** Of the trace that this work belongs to, if it is exported: what finds the trace of a log line, and the other way round. */
export function traceIds(): { readonly trace_id: string; readonly span_id: string } | Record<string, never> {
  const here = trace.getActiveSpan()?.spanContext();
  return here === undefined || !isExported(here) ? {} : { trace_id: here.traceId, span_id: here.spanId };
}

export function isExported(span: SpanContext): boolean {
  return isSpanContextValid(span) && (span.traceFlags & TraceFlags.SAMPLED) !== 0;
}

function tellOn(span: Span): Tell {
  return ({ failed, ...facts }) => {
    span.setAttributes(attributesOf(facts));
    if (failed !== undefined) fail(span, failed);
  };
}

function attributesOf(facts: Facts): Attributes {
  const told = Object.entries(facts).map(([name, value]: [string, string | number | undefined]) => [
    `sluice.${name}`,
    typeof value === 'string' ? value.slice(0, LONGEST) : value,
  ]);
  return Object.fromEntries(told) as Attributes;
}
