import pLimit from 'p-limit';
import type { FetchFile, InspectRequest, InspectResult, Side } from './inspect.ts';
import { Inspector } from './inspector.ts';
import type { Limits, Reply } from './inspector.ts';
import type { SentFile, WantedFile } from './protocol.ts';

export type { InspectedApi, InspectRequest, InspectResult } from './inspect.ts';

const SMALL: Limits = { time: 10_000, memory: 256 };
const LARGE: Limits = { time: 60_000, memory: 1024 };
/** Bytes of both sides together from which an inspection is a large one. */
const LARGE_FROM = 5 * 1024 * 1024;
const SPARES = 2;
/** A child is replaced after so many requests: what little it keeps of each must not add up. */
const MOST_USES = 50;

interface Pooled {
  readonly inspector: Inspector;
  uses: number;
}

const spares: Pooled[] = [];
const busy = new Set<Inspector>();
const smallOnes = pLimit(4);
const largeOnes = pLimit(1);

let isClosed = false;

/** Starts spare children, so that the first review does not wait for one. They keep no process alive. */
export function startInspectors(): void {
  isClosed = false;
  refill();
}

/** Ends all children; inspections under way end as crashed. */
export function closeInspectors(): void {
  isClosed = true;
  for (const { inspector } of spares.splice(0)) inspector.kill();
  for (const inspector of busy) inspector.kill();
}

function refill(): void {
  while (!isClosed && spares.length + busy.size < SPARES) spares.unshift({ inspector: new Inspector(SMALL), uses: 0 });
}

/** The one that worked last is the warmest. */
function takeSpare(): Pooled {
  for (let spare = spares.pop(); spare !== undefined; spare = spares.pop()) {
    if (spare.inspector.isAlive) return spare;
  }
  return { inspector: new Inspector(SMALL), uses: 0 };
}

function giveBack(pooled: Pooled): void {
  const isGood = !isClosed && pooled.inspector.isAlive && pooled.uses < MOST_USES && spares.length < SPARES;
  if (isGood) spares.push(pooled);
  else pooled.inspector.kill();
  refill();
}

/** The files of one request, fetched once each, kept for a second start in a larger child. */
class Fetched {
  readonly #files = new Map<string, SentFile>();
  readonly #fetch: FetchFile;
  bytes = 0;

  constructor(fetch: FetchFile) {
    this.#fetch = fetch;
  }

  get all(): readonly SentFile[] {
    return [...this.#files.values()];
  }

  async get(wanted: readonly WantedFile[]): Promise<SentFile[]> {
    return Promise.all(wanted.map(async ({ side, path }) => this.#one(side, path)));
  }

  async #one(side: Side, path: string): Promise<SentFile> {
    const key = `${side}:${path}`;
    const known = this.#files.get(key);
    if (known !== undefined) return known;
    const bytes = await this.#fetch(side, path);
    const file = { side, path, bytes };
    this.#files.set(key, file);
    this.bytes += bytes?.length ?? 0;
    return file;
  }
}

const MESSAGES = {
  time: ({ time }: Limits) =>
    `The descriptions took longer than ${time / 1000} s to read and compare, so the work was ended. Nothing was judged: make them smaller or less entangled, and push again.`,
  memory: ({ memory }: Limits) =>
    `The descriptions took more than ${memory} MB of memory to read and compare, so the work was ended. Nothing was judged: make them smaller or less entangled, and push again.`,
  crash: () => 'The process that reads the descriptions ended unexpectedly. Nothing was judged: run the check again.',
} as const;

/** The dialogue with one child until it is done, ends, or turns out to be too small. */
async function converse(
  inspector: Inspector,
  request: InspectRequest,
  fetched: Fetched,
  signal: AbortSignal,
): Promise<InspectResult | 'too-small'> {
  const stop = (): void => {
    inspector.kill();
  };
  signal.throwIfAborted();
  signal.addEventListener('abort', stop, { once: true });
  busy.add(inspector);
  try {
    let reply: Reply = await inspector.ask({ type: 'inspect', request, files: fetched.all });
    while (reply.type === 'need') {
      signal.throwIfAborted();
      const files = await fetched.get(reply.files);
      if (inspector.limits === SMALL && fetched.bytes > LARGE_FROM) return 'too-small';
      reply = await inspector.ask({ type: 'files', files });
    }
    signal.throwIfAborted();
    if (reply.type === 'done') return { ok: true, apis: reply.apis };
    return { ok: false, reason: reply.reason, message: MESSAGES[reply.reason](inspector.limits) };
  } finally {
    signal.removeEventListener('abort', stop);
    busy.delete(inspector);
    inspector.rest();
  }
}

async function inspectSmall(
  request: InspectRequest,
  fetched: Fetched,
  signal: AbortSignal,
): Promise<InspectResult | 'too-small'> {
  const pooled = takeSpare();
  pooled.uses++;
  try {
    const result = await converse(pooled.inspector, request, fetched, signal);
    if (result === 'too-small' || !result.ok) pooled.inspector.kill();
    return result;
  } catch (error) {
    pooled.inspector.kill();
    throw error;
  } finally {
    giveBack(pooled);
  }
}

async function inspectLarge(request: InspectRequest, fetched: Fetched, signal: AbortSignal): Promise<InspectResult> {
  const inspector = new Inspector(LARGE);
  try {
    const result = await converse(inspector, request, fetched, signal);
    return result === 'too-small' ? { ok: false, reason: 'memory', message: MESSAGES.memory(LARGE) } : result;
  } finally {
    inspector.kill();
  }
}

/**
 * Reads, compares and judges descriptions in a bounded child process with an empty environment: 10 s and 256 MB where both
 * sides together have up to 5 MB, else 60 s and 1 GB. Files are fetched here, in the parent, one by one as references lead
 * to them; a fetch that fails rejects the promise. Rejects with the signal's reason when it is aborted.
 */
export async function inspect(request: InspectRequest, fetch: FetchFile, signal: AbortSignal): Promise<InspectResult> {
  isClosed = false;
  const fetched = new Fetched(fetch);
  const result = await smallOnes(() => inspectSmall(request, fetched, signal));
  return result === 'too-small' ? largeOnes(() => inspectLarge(request, fetched, signal)) : result;
}
