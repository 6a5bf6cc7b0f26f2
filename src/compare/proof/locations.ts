import { once } from '../../spec/once.ts';
import type { Edge, GraphNode } from '../graph/pair-graph.ts';
import { groupBy } from '../group-by.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import type { Place } from './place.ts';

/** More places than this around one pair are not looked at: what is not decided there stands. */
const MOST_AROUND = 8;
const MOST_VISITED = 256;
const MOST_STEPS = 8;

/** What a pair is found in. */
interface Around {
  /** Member and whole speak of the same value: `allOf`, `anyOf`, `oneOf`, `not`. */
  readonly wholes: readonly GraphNode[];
  /** What has it as a property, item or the like. */
  readonly holders: readonly GraphNode[];
}

/** A parent can have thousands of edges, and is asked of by each pair that these lead to. Of graphs that are built. */
const edgesOf = once((parent: GraphNode): ReadonlyMap<GraphNode, readonly Edge[]> =>
  groupBy(parent.edges, ({ to }) => to),
);

/** A pair can have thousands of parents, and is gone through by each difference in it. */
const around = once((node: GraphNode): Around => {
  const entered = [...new Set(node.parents)].map((parent) => ({
    parent,
    labels: (edgesOf(parent).get(node) ?? []).map(({ label }) => label),
  }));
  return {
    wholes: entered.filter(({ labels }) => labels.includes('')).map(({ parent }) => parent),
    holders: entered.filter(({ labels }) => labels.some((label) => label !== '')).map(({ parent }) => parent),
  };
});

/** These speak of properties and items of which others of the same schema can speak as well. */
const OVERLAPPING = [
  ...[
    'patternProperties',
    'propertyNames',
    'unevaluatedProperties',
    'unevaluatedItems',
    'contains',
    'prefixItems',
    'dependentSchemas',
  ],
  ...['not', 'if'],
] as const;

/** Whether several schemas of a side can speak of one value within: those of a composition, or of a name and of a pattern that it fits. */
export function isComposed({ members, before, after }: GraphNode): boolean {
  const overlap = (side: SchemaView): boolean => OVERLAPPING.some((keyword) => side.get(keyword) !== undefined);
  return members.size > 0 || overlap(before) || overlap(after);
}

/** Whether the pair stands for a whole value somewhere, not only for a member of a composition. */
export function isLocation(node: GraphNode): boolean {
  return node.isRoot || isPart(node);
}

/** Whether the pair is a member of a composition somewhere. */
export function isMember(node: GraphNode): boolean {
  return around(node).wholes.length > 0;
}

/** Whether it is a member of a composition that also speaks of what its members leave (JSON Schema 2020-12 Core, section 11). */
export function isEvaluated(node: GraphNode): boolean {
  const seen = new Set(around(node).wholes);
  for (const whole of seen) {
    if (whole.members.size > 0 && (leaves(whole.before) || leaves(whole.after))) return true;
    for (const parent of around(whole).wholes) if (seen.size < MOST_VISITED) seen.add(parent);
  }
  return false;
}

function leaves(side: SchemaView): boolean {
  return side.get('unevaluatedProperties') !== undefined || side.get('unevaluatedItems') !== undefined;
}

/** Whether the pair stands for a whole property, item or the like somewhere, if only in the place of a supertype or in a text. */
function isPart(node: GraphNode): boolean {
  return around(node).holders.length > 0 || isAside(node);
}

/** Whether it stands where no keyword of what is around it limits it. */
function isAside(node: GraphNode): boolean {
  return isSubtype(node) || node.texts.length > 0;
}

/** Whether it is in a text of which `not` speaks: no value that is sent holds such a text for sure. */
export function isInExcludedText({ pair, trail }: Place): boolean {
  return pair.flipped && trail().findLast(({ inText }) => inText)?.to.flipped === true;
}

/** Whether it stands in the place of a supertype: what holds that one says nothing of it by any keyword. */
export function isSubtype({ supertypes }: GraphNode): boolean {
  return supertypes.length > 0;
}

/** Whether the message holds the pair further in, and is no such pair itself. */
export function isMetWithin({ pair, root, trail }: Place): boolean {
  return pair !== root.pair && trail().some(({ label }) => label !== '');
}

/**
 * The pairs that can decide about a difference at `node`, narrowest first: the pair itself, then the whole values that it is a member
 * of, then those whose compositions hold these further in. What all pairs of one step include is harmless, whatever the steps
 * before said: a sibling in a composition can refuse what a member alone would let through. What stands alone in some message has
 * no such sibling there and is in every step. Ends where there are too many, and where a step leads back to the same pairs: schemas
 * that hold themselves go round in circles. Fewer of them are a step too, for they may include what some that are left out did not.
 *
 * @param within the difference is met within a message: that other messages are such a pair as a whole says nothing of it, that they
 * are one that it is a member of does.
 */
export function* widening(node: GraphNode, within: boolean): Generator<readonly GraphNode[]> {
  yield [node];
  let last: readonly GraphNode[] = [node];
  let next = wholes([node])?.filter((whole) => whole !== node || !within || isPart(whole));
  for (let step = 0; next !== undefined && step < MOST_STEPS; step += 1) {
    if (!isSameAs(next, last)) yield next;
    else if (step > 0) return;
    last = next;
    const members = membersAround(next);
    if (members === undefined || members.length === 0) return;
    const wider = wholes(members);
    next = wider === undefined ? undefined : [...new Set([...next.filter(standsAlone), ...wider])];
  }
}

function isSameAs(some: readonly GraphNode[], others: readonly GraphNode[]): boolean {
  return some.length === others.length && some.every((each) => others.includes(each));
}

/** Whether some message holds the pair outside of every composition, or may: more pairs than can be visited hold it. */
function standsAlone(node: GraphNode): boolean {
  const seen = new Set([node]);
  for (const each of seen) {
    if (each.isRoot || isAside(each) || seen.size > MOST_VISITED) return true;
    for (const parent of around(each).holders) {
      if (!isComposed(parent)) seen.add(parent);
      if (seen.size > MOST_VISITED) break;
    }
  }
  return false;
}

/** The whole values that the pairs are or are members of; undefined: too many. */
function wholes(nodes: readonly GraphNode[]): GraphNode[] | undefined {
  const seen = new Set(nodes);
  for (const node of seen) {
    for (const parent of around(node).wholes) {
      seen.add(parent);
      if (seen.size > MOST_VISITED) return undefined;
    }
  }
  const found = [...seen].filter(isLocation);
  return found.length > MOST_AROUND ? undefined : found;
}

/** The nearest pairs that hold these further in and are members of compositions, or have some of their own; undefined: too many. */
function membersAround(nodes: readonly GraphNode[]): GraphNode[] | undefined {
  const seen = new Set<GraphNode>();
  const found = new Set<GraphNode>();
  /** How many of each list are still to be visited: to copy them takes as long as to visit them all. */
  const waiting = nodes.map((node) => ({ list: around(node).holders, left: around(node).holders.length }));
  for (let last = waiting.at(-1); last !== undefined; last = waiting.at(-1)) {
    last.left -= 1;
    const parent = last.list[last.left];
    if (parent === undefined) waiting.pop();
    if (parent === undefined || seen.has(parent)) continue;
    seen.add(parent);
    if (seen.size > MOST_VISITED) return undefined;
    const { wholes: outer, holders } = around(parent);
    if (isComposed(parent) || outer.length > 0) found.add(parent);
    waiting.push({ list: holders, left: holders.length });
  }
  return found.size > MOST_AROUND ? undefined : [...found];
}
