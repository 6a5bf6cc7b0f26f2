import { pino, type DestinationStream, type Logger } from 'pino';
import { secretShapes } from '../release/concealed.ts';
import { traceIds } from '../telemetry/spans.ts';

export interface LogOptions {
  /** Default `info`. */
  readonly level?: string;
  /** Values that no line may contain: webhook secrets, keys, passwords. */
  readonly secrets?: readonly string[];
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

const REDACTED = '[redacted]';
/** A shorter secret would be found inside ordinary words: it is hidden only where it is the whole value. */
const MIN_PART = 8;

const HEADERS = ['authorization', 'cookie', 'x-hub-signature', 'x-hub-signature-256'];

/**
 * Lines of JSON in which no known secret appears. Three nets: named fields, the reduced form of errors (clients hang whole requests and
 * payloads on theirs), and a last look at the finished line, which stays valid JSON.
 */
export function createLogger({ level = 'info', secrets = [], destination }: LogOptions = {}): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: traceIds,
    serializers: { err: errorFields, error: errorFields },
    redact: {
      paths: HEADERS.flatMap((name) => ['headers', '*.headers'].map((parent) => `${parent}["${name}"]`)),
      censor: REDACTED,
    },
    hooks: { streamWrite: scrubber(secrets) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly cause?: ErrorFields;
  readonly errors?: readonly ErrorFields[];
}

const MAX_DEPTH = 4;

function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { code, status } = error as { code?: unknown; status?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
    ...(error.cause !== undefined && depth < MAX_DEPTH && { cause: errorFields(error.cause, depth + 1) }),
    ...(error instanceof AggregateError &&
      depth < MAX_DEPTH && { errors: error.errors.map((inner) => errorFields(inner, depth + 1)) }),
  };
}

/** Lines are taken apart only where something in them looks like a secret. */
function scrubber(secrets: readonly string[]): (line: string) => string {
  const known = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  const parts = known.filter((secret) => secret.length >= MIN_PART);
  const inLine = [...parts.map(inJson), ...known.map((secret) => JSON.stringify(secret))];
  const isSuspicious = (line: string): boolean =>
    inLine.some((form) => line.includes(form)) || secretShapes.some((shape) => line.search(shape) >= 0);
  const scrub = (text: string): string => {
    if (known.includes(text)) return REDACTED;
    const withoutKnown = parts.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
    return secretShapes.reduce((rest, shape) => rest.replace(shape, REDACTED), withoutKnown);
  };
  return (line) => (isSuspicious(line) ? `${JSON.stringify(scrubValue(JSON.parse(line), scrub))}\n` : line);
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

function scrubValue(value: unknown, scrub: (text: string) => string): unknown {
  if (typeof value === 'string') return scrub(value);
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, scrub));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [scrub(key), scrubValue(item, scrub)]));
}
