import type { Range } from '../../spec/place.ts';
import type { Fact, SchemaCheck } from '../checks/check.ts';
import { notCompared, notComparedFact } from '../checks/not-compared.ts';
import { comparable } from '../schemas/comparable.ts';
import type { Sameness } from '../schemas/same.ts';
import type { Direction, SchemaPair } from '../schemas/schema-pair.ts';
import type { Referred, SchemaView } from '../schemas/schema-view.ts';
import { steps, subtypeSteps, type Step } from '../schemas/steps.ts';
import { inherits, isJoined, matchSubtypes, noSubtypes } from '../schemas/subtypes.ts';
import type { Untouched } from '../schemas/untouched.ts';
import { Hearing } from './hearing.ts';
import { formless, formOf, Link, newNode, type Node, type Standing } from './pair-node.ts';
import { Repeats } from './repeats.ts';

/** A pair of schemas as the graph knows it. */
export interface GraphNode extends SchemaPair {
  readonly facts: readonly { readonly check: SchemaCheck; readonly fact: Fact }[];
  readonly edges: readonly Edge[];
  /** Something differs here or below. */
  readonly dirty: boolean;
  /** Messages begin here. */
  readonly isRoot: boolean;
  /** From where it is entered; a parent with several edges to it stands there once for each. */
  readonly parents: readonly GraphNode[];
  /**
   * To the subtypes that a value of it may be of, and to what a text contains. No keyword limits values by them: what the pair includes
   * says nothing of them, so these are no `edges`, and those that have them no `parents`.
   */
  readonly asideEdges: readonly Edge[];
  /** For whose values its own may stand; then it is met nowhere else. */
  readonly supertypes: readonly GraphNode[];
  /** Whose texts contain its values. */
  readonly texts: readonly GraphNode[];
}

/** From a pair to a pair of their parts. */
export interface Edge {
  readonly to: GraphNode;
  /** What it adds to a property path: `.name`, `[]`, `.*`, or nothing where the value stays the same. */
  readonly label: string;
  /** Into a member of `allOf`. */
  readonly shared: boolean;
  /** To what names that nobody declared have. */
  readonly free: boolean;
  /** The keyword, where the part speaks of some values alone, or asks what they are. */
  readonly under?: string | undefined;
  /** To what a text contains. */
  readonly inText: boolean;
  /** References followed on the way; the side after, or before where that has none. */
  readonly via: readonly Range[];
}

/**
 * All pairs of schemas that two descriptions set side by side, each made once for its (before, after, direction, flipped), but for those in
 * which nothing can be found: most say the same on both sides. Built with a work list, so recursion in the schemas is a cycle of the graph and depth is no matter.
 */
export class PairGraph {
  readonly #hearing: Hearing;
  readonly #same: Sameness;
  readonly #untouched: Untouched;
  readonly #nodes = new Map<SchemaView, Map<SchemaView, (Node | undefined)[]>>();
  readonly #waiting: Node[] = [];
  readonly #all: Node[] = [];
  readonly #repeats: Readonly<Record<Direction, Repeats>> = { request: new Repeats(), response: new Repeats() };
  /** Stands for all pairs beyond the bound; made where it is reached. */
  #beyond: Node | undefined;

  constructor(checks: readonly SchemaCheck[], same: Sameness, untouched: Untouched) {
    this.#hearing = new Hearing(checks);
    this.#same = same;
    this.#untouched = untouched;
  }

  /** Whether the text is the same on both sides, and so is all that its values may be of: then it is no part of the graph. */
  isUntouched(before: Pick<Referred, 'node'>, after: Pick<Referred, 'node'>): boolean {
    return this.#untouched.hasValues(before.node, after.node);
  }

  /** The pair's node; the graph below it is built by `build`. */
  pair(before: SchemaView, after: SchemaView, direction: Direction): GraphNode {
    const node = this.#node(before, after, direction, false);
    node.isRoot = true;
    return node;
  }

  /** Compares every pair that can be reached and marks those from which a difference can be. */
  build(): void {
    for (let node = this.#waiting.pop(); node !== undefined; node = this.#waiting.pop()) {
      const current = node;
      current.facts = this.#hearing
        .of(current)
        .flatMap((check) => check.compare(current, this.#same).map((fact) => ({ check, fact })));
      if (current.before.never || current.after.never) continue;
      for (const step of steps(current)) {
        const standing = this.#standingOf(step, current);
        if (standing === undefined) continue;
        const to = this.#reached(step, current, standing);
        (step.inText ? current.asideEdges : current.edges).push(new Link(to, step));
        (step.inText ? to.texts : to.parents).push(current);
      }
      for (const step of subtypeSteps(current)) {
        const to = this.#reached(step, current, 'subtype');
        current.asideEdges.push(new Link(to, step));
        to.supertypes.push(current);
      }
    }
    this.#mark();
  }

  #mark(): void {
    const dirty = this.#all.filter((node) => node.facts.length > 0);
    for (const node of dirty) node.dirty = true;
    for (let node = dirty.pop(); node !== undefined; node = dirty.pop()) {
      for (const parent of [...node.parents, ...node.supertypes, ...node.texts]) {
        if (parent.dirty) continue;
        parent.dirty = true;
        dirty.push(parent);
      }
    }
  }

  /** Undefined: nothing is found there that is not found without it. */
  #standingOf({ before, after, shared }: Step, from: Node): Standing | undefined {
    const isInherited = shared && (inherits(from.before, before.node) || inherits(from.after, after.node));
    if (!isInherited) return this.isUntouched(before, after) ? undefined : 'value';
    const isJoint = isJoined(from.before) || isJoined(from.after);
    const isFound = from.supertypes.length > 0 && !isJoint;
    return isFound || this.#untouched.hasSchema(before.node, after.node) ? undefined : 'supertype';
  }

  #reached(step: Step, { direction, flipped }: Node, standing: Standing): Node {
    const [before, after] = [step.before.view, step.after.view];
    if (this.#repeats[direction].allows(before, after))
      return this.#node(before, after, direction, flipped !== step.flips, standing);
    this.#beyond ??= this.#end(before, after, direction);
    return this.#beyond;
  }

  #end(before: SchemaView, after: SchemaView, direction: Direction): Node {
    const node = newNode(before, after, direction, false, formless);
    node.facts = [{ check: notCompared, fact: notComparedFact(node) }];
    this.#all.push(node);
    return node;
  }

  #node(old: SchemaView, now: SchemaView, direction: Direction, flipped: boolean, standing: Standing = 'value'): Node {
    const [before, after] = comparable(old, now, this.#same);
    const partners = this.#nodes.get(before) ?? new Map<SchemaView, (Node | undefined)[]>();
    if (partners.size === 0) this.#nodes.set(before, partners);
    const slots = partners.get(after) ?? [];
    if (slots.length === 0) partners.set(after, slots);
    const slot = slotOf(direction, flipped, standing);
    const known = slots[slot];
    if (known !== undefined) return known;
    const subtypes = flipped ? noSubtypes : this.#changedSubtypes(before, after);
    const node =
      standing === 'supertype' && subtypes === noSubtypes
        ? this.#node(before, after, direction, flipped)
        : this.#made(before, after, direction, flipped, standing === 'supertype' ? noSubtypes : subtypes);
    slots[slot] = node;
    return node;
  }

  #made(
    before: SchemaView,
    after: SchemaView,
    direction: Direction,
    flipped: boolean,
    subtypes: SchemaPair['subtypes'],
  ): Node {
    const form = { ...formOf(before, after, this.#same, this.#untouched), subtypes };
    const node = newNode(before, after, direction, flipped, form);
    this.#all.push(node);
    this.#waiting.push(node);
    return node;
  }

  #changedSubtypes(before: SchemaView, after: SchemaView): SchemaPair['subtypes'] {
    const { added, removed, both } = matchSubtypes(before, after);
    const changed = both.filter((pair) => !this.isUntouched(pair.before, pair.after));
    return added.length + removed.length + changed.length === 0 ? noSubtypes : { added, removed, both: changed };
  }
}

const standings: readonly Standing[] = ['value', 'supertype', 'subtype'];

function slotOf(direction: Direction, flipped: boolean, standing: Standing): number {
  return 4 * standings.indexOf(standing) + (direction === 'request' ? 0 : 2) + (flipped ? 1 : 0);
}
