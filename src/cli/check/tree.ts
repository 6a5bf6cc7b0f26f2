import type { Description, FileSet } from '../../spec/description.ts';
import { load } from '../../spec/load.ts';
import type { Problem } from '../../spec/place.ts';

/** One side of a check: files of a folder on disk, or of a commit. Paths are relative to its root. */
export interface Tree {
  /** Where the API descriptions are, found by content, sorted. */
  descriptions(): Promise<readonly string[]>;
  /** Makes these files readable, where they exist. */
  fetch(paths: readonly string[]): Promise<void>;
  /** Undefined: not fetched yet; null: no such file. */
  read(path: string): Uint8Array | null | undefined;
  /** The path as the user can open it from here. */
  show(path: string): string;
  /** The path as a checkout has it, whatever commit the tree is of. */
  inCheckout(path: string): string;
}

/** What the user named: a tree, and in it one file or the folder to look in. */
export interface Place {
  readonly tree: Tree;
  readonly file?: string;
  /** Repository path of the folder, empty for the root. */
  readonly folder: string;
}

/** It could not run: the message says why, `next` in a sentence what to do about it. */
export class CannotRun extends Error {
  readonly next: string | undefined;

  constructor(message: string, { next, ...options }: ErrorOptions & { readonly next?: string | undefined } = {}) {
    super(message, options);
    this.next = next;
  }
}

/** A description, or why it cannot be read. */
export type Loaded =
  | { readonly ok: true; readonly description: Description }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads one description with all its files. */
export async function loadFrom(tree: Tree, root: string): Promise<Loaded> {
  const files: FileSet = { read: (path) => tree.read(path) };
  await tree.fetch([root]);
  for (;;) {
    const result = load(root, files);
    if (result.kind === 'loaded') return { ok: true, description: result.description };
    if (result.kind === 'unreadable') return { ok: false, problems: result.problems };
    await tree.fetch(result.missing);
  }
}
