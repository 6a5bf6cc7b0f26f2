import { addChildren, addObjects, childrenOf, misplacedAs, type Child, type Held } from './children.ts';
import type { Json, JsonObject } from './json.ts';
import type { Problem } from './place.ts';
import type { Locator } from './locator.ts';
import { hasBrokenReference, hasReference } from './reference.ts';
import type { ReferenceSteps, Step } from './reference-steps.ts';
import type { Resolver } from './resolver.ts';
import type { Kind } from './shape.ts';
import type { Source } from './source.ts';
import { StandIns } from './stand-ins.ts';

/** How a node was reached. */
interface Way {
  readonly source: Source;
  /** Without a reference, in a file without aliases: there is no other way to it but a reference to a part of it. */
  readonly isOnce: boolean;
}

/** Visits everything that references may stand in and that the root leads to. */
export class Survey {
  /** What more than one way can lead to, by what it is. */
  readonly #seen = new Map<Kind, Map<Child['place'], Set<JsonObject>>>();
  readonly #waiting: Child[] = [];
  /** How each of `#waiting` was reached. */
  readonly #ways: Way[] = [];
  /** Those that do not simply lead to a node that is none itself. */
  readonly #references = new Set<JsonObject>();
  /** In the place of a list or value, and leading to none. */
  readonly #unfilled = new Map<Child, Step<Json>>();
  /** Led nowhere when they were met: what they name can stand in a file that was read later. */
  #early: Child[] = [];
  readonly #told: Problem[] = [];
  readonly #resolver: Resolver;
  readonly #steps: ReferenceSteps;
  readonly #locator: Locator;
  readonly #standIns: StandIns;

  constructor(resolver: Resolver, steps: ReferenceSteps, locator: Locator) {
    this.#resolver = resolver;
    this.#steps = steps;
    this.#locator = locator;
    this.#standIns = new StandIns(steps, locator);
  }

  run(root: JsonObject, source: Source): void {
    const way = { source, isOnce: source.isTree };
    // What references lead to goes first, so that each of it is met by its name before a reference leads to it.
    const children = childrenOf({ node: root, kind: 'document' });
    const isNamed = ({ kind }: Child): boolean => kind === 'components';
    for (const child of children) if (!isNamed(child)) this.#add(child, way);
    for (const child of children) if (isNamed(child)) this.#add(child, way);
    do {
      for (let child = this.#waiting.pop(); child !== undefined; child = this.#waiting.pop()) {
        this.#visit(child, this.#ways.pop() ?? way);
      }
      this.#lookAgain();
    } while (this.#waiting.length > 0);
  }

  #lookAgain(): void {
    const early = this.#early;
    this.#early = [];
    for (const child of early) this.#follow(child);
  }

  #visit(child: Child, way: Way): void {
    if (hasReference(child.node)) {
      this.#reference(child, way.source);
      if (child.held !== undefined || !this.#readsSiblings(child)) return;
    } else if (child.kind === 'schema' && this.#steps.writtenIn(child.node) !== undefined) {
      this.#reference(child, way.source);
    } else if (hasBrokenReference(child.node, child.place === 'map')) {
      this.#brokenReference(child.node);
    }
    if (way.isOnce && child.kind !== 'components') {
      addChildren(child, this.#waiting);
      while (this.#ways.length < this.#waiting.length) this.#ways.push(way);
    } else for (const below of childrenOf(child)) this.#add(below, way);
  }

  /** Once every file is there. */
  problems(): Problem[] {
    const found = new Set<Problem>(this.#told);
    for (const node of this.#references) {
      const resolved = this.#resolver.resolve(node);
      if (!resolved.ok) found.add(resolved.problem);
    }
    for (const step of this.#unfilled.values()) if (step.kind === 'broken') found.add(step.problem);
    return [...found];
  }

  #add(child: Child, way: Way): void {
    const { node, kind, place, held } = child;
    if (held !== undefined && hasReference(node)) {
      // An alias can stand in several places that are all to be filled.
      this.#waiting.push(child);
      this.#ways.push(way);
      return;
    }
    const places = this.#seen.get(kind) ?? new Map<Child['place'], Set<JsonObject>>();
    this.#seen.set(kind, places);
    const seen = places.get(place) ?? new Set();
    places.set(place, seen);
    if (seen.has(node)) return;
    seen.add(node);
    this.#waiting.push(child);
    this.#ways.push(way);
  }

  #reference(child: Child, source: Source): void {
    this.#locator.settle(child.node, source);
    const thing = misplacedAs(child);
    if (thing !== undefined) this.#misplacedReference(child.node, thing);
    this.#follow(child);
  }

  #follow(child: Child): void {
    if (child.held !== undefined) {
      this.#fill(child, child.held);
      return;
    }
    const step = this.#steps.of(child.node);
    if (step.kind === 'at') this.#add({ ...child, node: step.node }, { source: step.source, isOnce: false });
    else this.#early.push(child);
    if (step.kind !== 'at' || this.#steps.writtenIn(step.node) !== undefined) this.#references.add(child.node);
  }

  #fill(child: Child, held: Held): void {
    const step = this.#standIns.fill(child, held);
    this.#unfilled.delete(child);
    if (step.kind !== 'at') {
      this.#unfilled.set(child, step);
      this.#early.push(child);
      return;
    }
    const below: Child[] = [];
    addObjects(step.node, child.kind, below);
    for (const each of below) this.#add(each, { source: step.source, isOnce: false });
  }

  #brokenReference(node: JsonObject): void {
    const range = this.#locator.range(node, '$ref');
    const message = 'this $ref is no text; in YAML, what begins with # is a comment without quotes around it';
    this.#told.push({ code: 'ref-syntax', message, ...(range && { range }) });
  }

  #misplacedReference(node: JsonObject, thing: string): void {
    const range = this.#locator.range(node, '$ref');
    const message = `OpenAPI has no reference in the place of ${thing}; it is followed here, other tools may read nothing there`;
    this.#told.push({ code: 'ref-misplaced', message, warning: true, ...(range && { range }) });
  }

  /** Path items and maps may say more beside a reference in every version, schemas since 3.1. */
  #readsSiblings(child: Child): boolean {
    if (child.kind === 'pathItem' || (child.kind !== 'operation' && misplacedAs(child) !== undefined)) return true;
    return child.kind === 'schema' && this.#steps.readsSiblings;
  }
}
