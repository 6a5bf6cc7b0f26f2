import pLimit from 'p-limit';
import { uncatalogued, type Catalogued, type PageAsked } from '../../catalogue/catalogued.ts';
import type { Entry } from '../../catalogue/entry.ts';
import { comeOrGone, type News } from '../../catalogue/news.ts';
import type { FetchFile, InspectedApi } from '../inspect/inspect.ts';
import { inspect } from '../inspect/run.ts';

/** One API that the catalogue is to have. */
export interface Wanted extends PageAsked {
  /** Where its description is; absent: it has none. */
  readonly spec?: string;
  /** What it is compared with: where its description was, and `new` where there was none. */
  readonly before?: { readonly spec: string } | 'new';
  readonly fetch: FetchFile;
}

export interface Gathered {
  readonly entries: readonly Entry[];
  readonly news: readonly News[];
  /** APIs whose description could not be shown, and why. */
  readonly unread: readonly { readonly api: string; readonly reason: string }[];
}

/** Reviews and releases wait for the same children. */
const AT_ONCE = 2;
const NO_DESCRIPTION = 'It has no description: only its gateway is configured.';
const UNREADABLE = 'Its description cannot be read.';
const ENDED = {
  time: 'its description takes too long to read',
  memory: 'its description takes too much memory to read',
  crash: 'the process that read its description ended unexpectedly',
} as const;

/**
 * Reads every API in the bounded child, each by itself: one that takes too long leaves the others their pages, and says so on its own. Pages are handed
 * over as they come, since together they may be more than fits.
 */
export async function gatherCatalogue(
  wanted: readonly Wanted[],
  today: string,
  takePage: (path: string, text: string) => void | Promise<void>,
  signal: AbortSignal,
): Promise<Gathered> {
  const limit = pLimit(AT_ONCE);
  const found = await Promise.all(
    wanted.map((api) =>
      limit(async () => {
        signal.throwIfAborted();
        const { catalogued, unread } = await one(api, today, signal);
        const { entry, page, news } = catalogued;
        await takePage(entry.page, page);
        return { entry, unread, news: api.before === 'new' ? comeOrGone(entry.name, entry.version, 'new') : news };
      }),
    ),
  );
  return {
    entries: found.map(({ entry }) => entry),
    news: found.flatMap(({ news }) => news ?? []),
    unread: found.flatMap(({ entry, unread }) => (unread === undefined ? [] : [{ api: entry.name, reason: unread }])),
  };
}

interface One {
  readonly catalogued: Catalogued;
  /** Why it is not shown, for who runs this; the page says no more than that. */
  readonly unread?: string;
}

async function one({ spec, before, fetch, ...asked }: Wanted, today: string, signal: AbortSignal): Promise<One> {
  if (spec === undefined) return { catalogued: uncatalogued(asked, NO_DESCRIPTION) };
  const base = typeof before === 'object' ? { base: before.spec } : {};
  const api = { name: asked.listing.name, ...base, head: spec, page: asked };
  const result = await inspect({ apis: [api], packs: [], today }, fetch, signal);
  if (!result.ok) return { catalogued: uncatalogued(asked, UNREADABLE), unread: ENDED[result.reason] };
  const [inspected] = result.apis;
  return inspected?.catalogued === undefined
    ? { catalogued: uncatalogued(asked, UNREADABLE), unread: whyUnread(spec, inspected) }
    : { catalogued: inspected.catalogued };
}

function whyUnread(spec: string, inspected: InspectedApi | undefined): string {
  const problem = inspected?.problems.find(({ side }) => side === 'head')?.problem;
  const { file, start } = problem?.range ?? { file: spec, start: { line: 1, column: 1 } };
  return `${file}:${start.line}:${start.column}: ${problem?.message ?? 'there is no such file'}`;
}
