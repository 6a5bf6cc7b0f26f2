import type { OpenApiVersion } from './description.ts';
import type { JsonObject } from './json.ts';
import type { Problem } from './place.ts';
import type { Resolver } from './resolver.ts';
import { childrenOf, hasReference, misplacedAs, type Child } from './shape.ts';
import type { Source } from './source.ts';

interface Item {
  readonly child: Child;
  readonly source: Source;
  /** Reached without a reference, in a file without aliases: there is no other way to it but a reference to a part of it. */
  readonly isOnce: boolean;
}

/** Visits everything that references may stand in and that the root leads to. */
export class Survey {
  /** What more than one way can lead to, by what it is. */
  readonly #seen = new Map<string, Set<JsonObject>>();
  readonly #waiting: Item[] = [];
  readonly #references = new Set<JsonObject>();
  readonly #misplaced: Problem[] = [];
  readonly #resolver: Resolver;
  readonly #version: OpenApiVersion;

  constructor(resolver: Resolver, version: OpenApiVersion) {
    this.#resolver = resolver;
    this.#version = version;
  }

  run(root: JsonObject, source: Source): void {
    const isOnce = source.isTree;
    // What references lead to goes first, so that each of it is met by its name before a reference leads to it.
    const children = childrenOf({ node: root, kind: 'document' });
    const isNamed = ({ kind }: Child): boolean => kind === 'components';
    for (const child of children) if (!isNamed(child)) this.#add({ child, source, isOnce });
    for (const child of children) if (isNamed(child)) this.#add({ child, source, isOnce });
    for (let item = this.#waiting.pop(); item !== undefined; item = this.#waiting.pop()) this.#visit(item);
  }

  #visit({ child, source, isOnce }: Item): void {
    if (hasReference(child.node)) {
      this.#reference(child, source);
      if (!this.#readsSiblings(child)) return;
    }
    const isNamed = child.kind === 'components';
    for (const below of childrenOf(child)) {
      const item = { child: below, source, isOnce };
      if (isOnce && !isNamed) this.#waiting.push(item);
      else this.#add(item);
    }
  }

  /** Once every file is there. */
  problems(): Problem[] {
    const found = new Set<Problem>(this.#misplaced);
    for (const node of this.#references) {
      const resolved = this.#resolver.resolve(node);
      if (!resolved.ok) found.add(resolved.problem);
    }
    return [...found];
  }

  #add(item: Item): void {
    const { child } = item;
    const as = `${child.kind} ${child.place ?? ''}`;
    const seen = this.#seen.get(as) ?? new Set();
    this.#seen.set(as, seen);
    if (seen.has(child.node)) return;
    seen.add(child.node);
    this.#waiting.push(item);
  }

  #reference(child: Child, source: Source): void {
    this.#resolver.settle(child.node, source);
    this.#references.add(child.node);
    const thing = misplacedAs(child);
    if (thing !== undefined) this.#misplacedReference(child.node, thing);
    const step = this.#resolver.step(child.node);
    if (step.kind === 'at') this.#add({ child: { ...child, node: step.node }, source: step.source, isOnce: false });
  }

  #misplacedReference(node: JsonObject, thing: string): void {
    const range = this.#resolver.range(node, '$ref');
    const message = `OpenAPI has no reference in the place of ${thing}; it is followed here, other tools may read nothing there`;
    this.#misplaced.push({ code: 'ref-misplaced', message, warning: true, ...(range && { range }) });
  }

  /** Path items and maps may say more beside a reference in every version, schemas since 3.1. */
  #readsSiblings(child: Child): boolean {
    if (child.kind === 'pathItem' || (child.kind !== 'operation' && misplacedAs(child) !== undefined)) return true;
    return child.kind === 'schema' && (this.#version === '3.1' || this.#version === '3.2');
  }
}
