import type { Range } from '../../spec/place.ts';
import type { Matching } from '../matching.ts';
import { compositions, type Composition } from '../schemas/keywords.ts';
import { matchMembers, type Member } from '../schemas/members.ts';
import type { Sameness } from '../schemas/same.ts';
import { hides, type Direction, type SchemaPair } from '../schemas/schema-pair.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import type { Step } from '../schemas/steps.ts';
import { noSubtypes } from '../schemas/subtypes.ts';
import { transitionOf } from '../schemas/transition.ts';
import type { Untouched } from '../schemas/untouched.ts';
import type { Edge, GraphNode } from './pair-graph.ts';

/** A pair while the graph is being built. */
export interface Node extends GraphNode {
  facts: GraphNode['facts'];
  edges: Edge[];
  dirty: boolean;
  isRoot: boolean;
  readonly parents: Node[];
  readonly asideEdges: Edge[];
  readonly supertypes: Node[];
  readonly texts: Node[];
}

/**
 * What a pair is where it is met. `supertype`: what a schema inherits from, whose values are of none of the other subtypes. `subtype`: one
 * whose values stand for those of its supertype, of which all is told that it inherits.
 */
export type Standing = 'value' | 'supertype' | 'subtype';

const noMembers: ReadonlyMap<Composition, Matching<Member>> = new Map();
/** Of a pair that is not looked at. */
export const formless: Form = { members: noMembers, transition: undefined, subtypes: noSubtypes };

/** How the two schemas are put together. */
export type Form = Pick<SchemaPair, 'members' | 'transition' | 'subtypes'>;

/** What is read of the form of two schemas; their subtypes are read apart. */
export function formOf(
  before: SchemaView,
  after: SchemaView,
  same: Sameness,
  untouched: Untouched,
): Omit<Form, 'subtypes'> {
  return { members: matchCompositions(before, after, same, untouched), transition: transitionOf(before, after, same) };
}

/** Written out in one piece, so that all nodes are laid out alike: every walk reads them. */
export function newNode(
  before: SchemaView,
  after: SchemaView,
  direction: Direction,
  flipped: boolean,
  form: Form,
): Node {
  return {
    before,
    after,
    direction,
    flipped,
    members: form.members,
    subtypes: form.subtypes,
    hidden: hides(after, direction),
    transition: form.transition,
    facts: [],
    edges: [],
    dirty: false,
    isRoot: false,
    parents: [],
    asideEdges: [],
    supertypes: [],
    texts: [],
  };
}

function matchCompositions(
  before: SchemaView,
  after: SchemaView,
  same: Sameness,
  untouched: Untouched,
): ReadonlyMap<Composition, Matching<Member>> {
  const used = compositions.filter(
    (keyword) => before.holder(keyword) !== undefined || after.holder(keyword) !== undefined,
  );
  return used.length === 0
    ? noMembers
    : new Map(used.map((keyword) => [keyword, matchMembers(before, after, keyword, same, untouched)]));
}

/** An edge that reads its step when it is asked. */
export class Link implements Edge {
  readonly to: GraphNode;
  readonly #step: Step;

  constructor(to: GraphNode, step: Step) {
    this.to = to;
    this.#step = step;
  }

  get label(): string {
    return this.#step.label;
  }

  get shared(): boolean {
    return this.#step.shared;
  }

  get free(): boolean {
    return this.#step.free;
  }

  get inText(): boolean {
    return this.#step.inText;
  }

  get under(): string | undefined {
    return this.#step.under;
  }

  get via(): readonly Range[] {
    const { before, after } = this.#step;
    return after.via.length > 0 ? after.via : before.via;
  }
}
