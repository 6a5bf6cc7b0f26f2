import { createHash } from 'node:crypto';
import { z } from 'zod';
import { visible } from '../review/inert.ts';
import type { News } from './news.ts';

const item = z.object({
  id: z.string(),
  title: z.string(),
  content_text: z.string(),
  date_published: z.string().optional(),
  _sluice: z.object({
    api: z.string(),
    lines: z.array(z.object({ level: z.enum(['error', 'warning', 'info']), text: z.string() })),
    more: z.number(),
  }),
});

const feed = z.object({ version: z.string(), title: z.string(), items: z.array(item) });

/** A JSON Feed 1.1 (https://jsonfeed.org/version/1.1): `feed.json`, newest first. */
export type Feed = z.infer<typeof feed>;
type Item = z.infer<typeof item>;

/** An older one is in the history of the branch. */
const MOST_ITEMS = 200;
const VERSION = 'https://jsonfeed.org/version/1.1';

/** What between two states became of APIs, and what names the step for good. */
export interface Step {
  /** Told again, it is told once. */
  readonly key: string;
  /** ISO 8601; absent: nobody knows. */
  readonly at?: string;
  readonly news: readonly News[];
}

/** The feed with that step at its head. */
export function feedOf(title: string, { key, at, news }: Step, before: readonly Item[] = []): Feed {
  const fresh = news.map((each): Item => ({
    id: createHash('sha256')
      .update(JSON.stringify([key, each.api]))
      .digest('hex')
      .slice(0, 24),
    title: visible(each.title),
    content_text: textOf(each),
    ...(at !== undefined && { date_published: at }),
    _sluice: { api: each.api, lines: [...each.lines], more: each.more },
  }));
  const known = new Set(before.map(({ id }) => id));
  const items = [...fresh.filter(({ id }) => !known.has(id)), ...before].slice(0, MOST_ITEMS);
  return { version: VERSION, title, items };
}

/** The items of a feed that was written before; none where it cannot be read. */
export function itemsIn(text: string | undefined): readonly Item[] {
  if (text === undefined) return [];
  try {
    const read = feed.safeParse(JSON.parse(text));
    return read.success ? read.data.items : [];
  } catch {
    return [];
  }
}

const MARKS = { error: 'Breaking: ', warning: 'May break: ', info: '' } as const;

/** A change as one line of text. */
export function lineText({ level, text }: News['lines'][number]): string {
  return visible(`${MARKS[level]}${text}`);
}

function textOf({ title, lines, more }: News): string {
  if (lines.length === 0) return visible(title);
  return [...lines.map((line) => `- ${lineText(line)}`), ...(more > 0 ? [`- ${more} more`] : [])].join('\n');
}
