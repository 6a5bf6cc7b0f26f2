import { parsePack } from '../../policy/pack.ts';
import type { Pack } from '../../policy/pack.ts';
import type { FileSet } from '../../spec/description.ts';
import { load } from '../../spec/load.ts';
import { examine } from './examine.ts';
import type { ReadSide } from './examine.ts';
import type { InspectedApi, InspectRequest, Side } from './inspect.ts';
import type { SentFile, WantedFile } from './protocol.ts';

/** The files that the child was sent so far, of both commits. */
class Files {
  readonly #bytes: Record<Side, Map<string, SentFile['bytes']>> = { base: new Map(), head: new Map() };

  take(files: readonly SentFile[]): void {
    for (const { side, path, bytes } of files) this.#bytes[side].set(path, bytes);
  }

  has(side: Side, path: string): boolean {
    return this.#bytes[side].has(path);
  }

  /** A set of its own for each description, so that what was read of one is given up when it is done. */
  set(side: Side): FileSet {
    return { read: (path) => this.#bytes[side].get(path) };
  }
}

export type Answer =
  | { readonly kind: 'need'; readonly files: readonly WantedFile[] }
  | { readonly kind: 'done'; readonly apis: readonly InspectedApi[] };

/** One request in the child: goes as far as its files lead, one API after the other, and says which it needs next. */
export class Inspection {
  readonly #request: InspectRequest;
  readonly #files = new Files();
  readonly #packs: readonly Pack[];
  readonly #done: InspectedApi[] = [];
  #sets: Record<Side, FileSet>;

  constructor(request: InspectRequest) {
    this.#request = request;
    this.#sets = this.#freshSets();
    this.#packs = request.packs
      .map(({ name, text }) => parsePack(name, text))
      .flatMap((read) => (read.ok ? read.pack : []));
  }

  take(files: readonly SentFile[]): Answer {
    this.#files.take(files);
    const roots = this.#missingRoots();
    if (roots.length > 0) return { kind: 'need', files: roots };
    for (;;) {
      const api = this.#request.apis[this.#done.length];
      if (api === undefined) return { kind: 'done', apis: this.#done };
      const base = this.#read('base', api.base);
      const head = this.#read('head', api.head);
      const needed = [base, head].flatMap((each) => (each !== undefined && 'missing' in each ? each.missing : []));
      if (base !== undefined && 'missing' in base) return { kind: 'need', files: needed };
      if (head !== undefined && 'missing' in head) return { kind: 'need', files: needed };
      const { name, page } = api;
      const { today } = this.#request;
      this.#done.push(examine({ name, base, head, packs: this.#packs, today, ...(page && { page }) }));
      this.#sets = this.#freshSets();
    }
  }

  #freshSets(): Record<Side, FileSet> {
    return { base: this.#files.set('base'), head: this.#files.set('head') };
  }

  /** All at once at the start: asking one by one would wait for the network once for each. */
  #missingRoots(): WantedFile[] {
    const wanted = this.#request.apis.flatMap(({ base, head }): WantedFile[] => [
      ...(base === undefined ? [] : [{ side: 'base' as const, path: base }]),
      ...(head === undefined ? [] : [{ side: 'head' as const, path: head }]),
    ]);
    return wanted.filter(({ side, path }) => !this.#files.has(side, path));
  }

  #read(side: Side, root: string | undefined): ReadSide | { readonly missing: WantedFile[] } | undefined {
    if (root === undefined) return undefined;
    const files = this.#sets[side];
    const result = load(root, files);
    if (result.kind === 'incomplete') return { missing: result.missing.map((path) => ({ side, path })) };
    return { root, result, bytes: (path) => files.read(path) };
  }
}
