import type { EntryInput } from '../../entry.ts';
import type { Html } from '../html.ts';

/** What a page of one API is made of. */
export interface PageInput extends EntryInput {
  /** The one that the site is of. */
  readonly environment?: string;
}

/** A section of an API's page. */
export interface Part {
  /** Its anchor. */
  readonly id: string;
  readonly title: string;
  /** Below its heading, which is an `h2`; undefined: there is nothing to say. */
  render(input: PageInput): Html | undefined;
}
