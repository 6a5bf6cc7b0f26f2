import type { Change } from '../compare/change.ts';
import { apiVersion } from '../spec/api-version.ts';
import type { Description } from '../spec/description.ts';
import { describe, type Audience } from './describe/describe.ts';
import { toldToAll } from './describe/hidden.ts';
import { entryOf, type Entry } from './entry.ts';
import type { Listing } from './listing.ts';
import { newsOf, type News } from './news.ts';
import { apiPage } from './site/api-page.ts';

/** What is known of an API beside its description. */
export interface PageAsked {
  readonly listing: Listing;
  readonly audience: Audience;
  /** The one that the site is of. */
  readonly environment?: string;
  readonly commit?: string;
}

/** One API as the catalogue has it. */
export interface Catalogued {
  readonly entry: Entry;
  readonly page: string;
  /** What changed, where there was another state of it. */
  readonly news?: News;
}

/** The page and the entry of an API that could be read. */
export function catalogued(
  { listing, audience, environment, commit }: PageAsked,
  head: Description,
  base: Description | undefined,
  changes: readonly Change[],
): Catalogued {
  const known = { listing, model: describe(head, audience), ...(commit !== undefined && { commit }) };
  const told = audience === 'public' ? toldToAll(changes, [base, head]) : changes;
  const news = newsOf(listing.name, apiVersion(head), told);
  return {
    entry: entryOf(known),
    page: apiPage({ ...known, ...(environment !== undefined && { environment }) }),
    ...(news && { news }),
  };
}

/** The same of one that could not, and why. */
export function uncatalogued({ listing, environment, commit }: PageAsked, problem: string): Catalogued {
  const known = { listing, problem, ...(commit !== undefined && { commit }) };
  return { entry: entryOf(known), page: apiPage({ ...known, ...(environment !== undefined && { environment }) }) };
}
