import type { Surface } from '../checks/check.ts';
import { handedOn, NONE, type OperationSet } from '../report/operation-sets.ts';
import { writtenAt, writtenBelow, type Written } from './form.ts';
import type { Edge, GraphNode } from './pair-graph.ts';
import type { Root } from './roots.ts';
import { argsInXml, isWithin } from './xml-place.ts';

/** One way in which a pair is met: the first trail to it, and all operations with such a trail. */
export interface Visit {
  readonly pair: GraphNode;
  readonly surface: Surface;
  readonly root: Root;
  /** In a webhook or a callback. */
  readonly reversed: boolean;
  /** Somewhere in an `allOf`, whose other members may offset what differs here. */
  readonly shared: boolean;
  readonly written: Written;
  /** In a message that is XML. */
  readonly xml: boolean;
  /** Only what differs in XML is told of it: of the rest another visit tells, to which its operations are handed on. */
  readonly rewritten?: true;
  /** The last step of the trail, which is kept as a chain so that only what is told is spelled out. */
  readonly edge?: Edge;
  readonly from?: Visit;
  operations: OperationSet;
  /** Those of them that begin with the trail. */
  nearest: OperationSet;
}

/** A visit to be; those of a pair count as the same where their manner is the same. */
type Met = Omit<Visit, 'operations' | 'nearest'> & { readonly manner: string };

interface Known extends Visit {
  readonly manner: string;
  readonly number: number;
  /** The numbers of those that it leads to. */
  readonly next: number[];
}

/**
 * All ways in which pairs that differ are met, each walked once however many operations share it. Breadth first from all operations at
 * once: one shortest trail, of the first operation that has one.
 */
export class Visits {
  readonly #all: Known[] = [];
  readonly #known = new Map<string, Map<GraphNode, Known>>();

  enter(roots: readonly Root[], reversed: boolean, operation: OperationSet): void {
    for (const root of roots) {
      const { pair, surface } = root;
      const shared = inBody(root) && hasAllOf(pair);
      const written = writtenAt(root, reversed);
      const xml = root.xml === true;
      const manner = mannerOf({ surface, root, shared, reversed, written, xml });
      const visit = this.#meet({ pair, surface, root, reversed, shared, written, xml, manner });
      if (visit !== undefined) visit.operations |= operation;
    }
  }

  /** In the order in which they are met from all that was entered, each with every operation that leads to it. */
  all(): readonly Visit[] {
    for (const visit of this.#all) this.#goOn(visit);
    const own = this.#all.map(({ operations }) => operations);
    const sets = handedOn(
      own,
      this.#all.map(({ next }) => next),
    );
    for (const [number, visit] of this.#all.entries()) {
      visit.nearest = visit.from?.nearest ?? visit.operations;
      visit.operations = sets[number] ?? NONE;
    }
    return this.#all;
  }

  #goOn(visit: Known): void {
    if (visit.rewritten === true || isHidden(visit)) return;
    const { root, reversed, manner } = visit;
    for (const edge of [...visit.pair.edges, ...visit.pair.asideEdges]) {
      const shared = visit.shared || (edge.shared && inBody(root));
      const surface = surfaceBelow(visit, edge);
      const written = writtenBelow(visit.written, edge.label, root);
      const xml = visit.xml && isWithin(edge.label);
      const isAlike =
        surface === visit.surface && shared === visit.shared && written === visit.written && xml === visit.xml;
      const met = { pair: edge.to, surface, root, reversed, shared, written, xml, edge, from: visit };
      const to = this.#meet({ ...met, manner: isAlike ? manner : mannerOf(met) });
      if (to !== undefined) visit.next.push(to.number);
    }
  }

  /** Undefined: nothing differs there. */
  #meet(met: Met): Known | undefined {
    if (!met.pair.dirty) return undefined;
    const visit = this.#visit(met);
    return met.pair.facts.some(({ fact }) => argsInXml(fact, met) !== undefined) ? this.#rewritten(met, visit) : visit;
  }

  /** Of all ways to a pair those on which it is written otherwise in XML: what their names are makes the difference. */
  #rewritten(met: Met, visit: Known): Known {
    const rewritten = this.#visit({ ...met, manner: `${met.manner} rewritten`, rewritten: true });
    if (rewritten.next.length === 0) rewritten.next.push(visit.number);
    return rewritten;
  }

  #visit(met: Met): Known {
    const visits = this.#known.get(met.manner) ?? new Map<GraphNode, Known>();
    if (visits.size === 0) this.#known.set(met.manner, visits);
    const known = visits.get(met.pair);
    if (known !== undefined) return known;
    const visit = { ...met, operations: NONE, nearest: NONE, number: this.#all.length, next: [] };
    visits.set(met.pair, visit);
    this.#all.push(visit);
    return visit;
  }
}

/** The steps from the root; by its end, where it has more than so many. */
export function trailOf(visit: Visit, most = Infinity): Edge[] {
  const edges: Edge[] = [];
  for (let at: Visit | undefined = visit; at?.edge !== undefined && edges.length < most; at = at.from)
    edges.push(at.edge);
  return edges.reverse();
}

/** Whether it is a body, no parameter or header. */
export function inBody(root: Root): boolean {
  return root.surface === 'request-body' || root.surface === 'response-body';
}

/** Whether a side has members that may offset what differs in it. */
export function hasAllOf({ before, after }: GraphNode): boolean {
  return [before, after].some((view) => view.get('allOf') !== undefined);
}

function mannerOf({ surface, root, shared, reversed, written, xml }: Omit<Met, 'pair' | 'manner'>): string {
  const travels = `${root.setting ?? ''}${xml ? ' xml' : ''}`;
  return `${surface} ${root.name} ${travels} ${String(shared)} ${String(reversed)} ${written}`;
}

function isHidden(visit: Visit): boolean {
  return visit.edge !== undefined && visit.pair.hidden;
}

function surfaceBelow(visit: Visit, edge: Edge): Surface {
  const { nested } = visit.root;
  if (!edge.to.hidden) return nested;
  if (nested === 'request-property') return 'request-read-only-property';
  return nested === 'response-property' ? 'response-write-only-property' : nested;
}
