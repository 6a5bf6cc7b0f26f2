import type { OperationView } from '../spec/operations.ts';
import type { Level } from './change.ts';
import type { Fact, SchemaCheck, Surface } from './checks/check.ts';
import { levelIn } from './levels.ts';
import { noticeOf, type Terms } from './lifecycle.ts';
import type { Edge, GraphNode } from './pair-graph.ts';
import type { Place } from './proof/place.ts';
import { Report, type Group } from './report.ts';
import type { Root } from './roots.ts';
import { labelOf } from './steps.ts';
import { MOST_STEPS_TOLD, pathAlong, propertyOf, viaAlong, whereOf } from './where.ts';

/** How the search came to a pair; kept as a chain so that only what is told is spelled out. */
interface Visit {
  readonly pair: GraphNode;
  readonly surface: Surface;
  readonly root: Root;
  /** Somewhere in an `allOf`, whose other members may offset what differs here. */
  readonly shared: boolean;
  /** The ways in which a pair is met count as the same where this is the same. */
  readonly manner: string;
  readonly edge?: Edge;
  readonly from?: Visit;
}

/** The surface that an event would have if the payload travelled the other way. */
const mirror: Readonly<Record<Surface, Surface>> = {
  'request-body': 'response-body',
  'request-property': 'response-property',
  'request-read-only-property': 'response-write-only-property',
  'request-parameter': 'response-header',
  'request-parameter-property': 'response-property',
  'request-header': 'response-header',
  'request-header-property': 'response-property',
  'response-body': 'request-body',
  'response-property': 'request-property',
  'response-write-only-property': 'request-read-only-property',
  'response-header': 'request-parameter',
  'response-header-property': 'request-property',
};
/** Whether there are more steps is to be seen too. */
const MOST_STEPS = MOST_STEPS_TOLD + 1;
const inverted: Readonly<Record<Level, Level>> = { error: 'info', warning: 'warning', info: 'error' };

/** Tells, operation by operation, what the facts of the graph mean at the surfaces from which they are reached. */
export class Emitter {
  readonly #report: Report;
  /** Most facts are reached by many operations: their groups are found once for each surface and polarity. */
  readonly #groups = { straight: groupsByFact(), reversed: groupsByFact() };
  readonly #terms: Terms;

  constructor(report: Report, terms: Terms) {
    this.#report = report;
    this.#terms = terms;
  }

  /**
   * Breadth first over what differs, each pair once for each surface: one shortest path to each fact, however many there are.
   */
  operation(view: OperationView, roots: readonly Root[], reversed: boolean): void {
    const seen = new Map<string, Set<GraphNode>>();
    const queue: Visit[] = [];
    const isNew = (pair: GraphNode, manner: string): boolean => {
      if (!pair.dirty) return false;
      const pairs = seen.get(manner) ?? new Set<GraphNode>();
      if (pairs.size === 0) seen.set(manner, pairs);
      if (pairs.has(pair)) return false;
      pairs.add(pair);
      return true;
    };
    for (const root of roots) {
      const { pair, surface } = root;
      const shared = inBody(root) && hasAllOf(pair);
      const manner = mannerOf(surface, root, shared);
      if (isNew(pair, manner)) queue.push({ pair, surface, root, shared, manner });
    }
    for (let index = 0; index < queue.length; index += 1) {
      const current = queue[index];
      if (current === undefined) break;
      for (const { check, fact } of current.pair.facts) {
        const dated = this.#dated(fact, view);
        if (dated !== undefined) this.#tell(current, check, dated, view, reversed);
      }
      if (isHidden(current)) continue;
      for (const edge of current.pair.edges) {
        const { root } = current;
        const shared = current.shared || (edge.shared && inBody(root));
        const surface = surfaceBelow(current, edge);
        const isAlike = surface === current.surface && shared === current.shared;
        const manner = isAlike ? current.manner : mannerOf(surface, root, shared);
        const pair = edge.to;
        if (isNew(pair, manner)) queue.push({ pair, surface, root, shared, manner, edge, from: current });
      }
    }
  }

  /** What the fact is where it depends on how much notice the operation asks for. */
  #dated(fact: Fact, { node }: OperationView): Fact | undefined {
    if (fact.atNotice === undefined) return fact;
    const found = fact.atNotice(noticeOf(node), this.#terms);
    return found === undefined ? undefined : { ...fact, ...found };
  }

  #tell(visit: Visit, check: SchemaCheck, fact: Fact, view: OperationView, reversed: boolean): void {
    const known = reversed ? this.#groups.reversed : this.#groups.straight;
    const groups = known.get(fact) ?? new Map<string, Group | undefined>();
    if (groups.size === 0) known.set(fact, groups);
    if (!groups.has(visit.manner)) groups.set(visit.manner, this.#group(visit, check, fact, reversed));
    const group = groups.get(visit.manner);
    if (group !== undefined) Report.count(group, view);
  }

  #group(visit: Visit, check: SchemaCheck, fact: Fact, reversed: boolean): Group | undefined {
    const { surface, root, pair } = visit;
    const { id, level: judged } = judge(check, surface, eventOf(visit, fact), reversed !== pair.flipped);
    if (judged === undefined) return undefined;
    const published = (reversed && !pair.flipped ? fact.reversed : undefined) ?? judged;
    const doubtful = check.exact !== true && (visit.shared || (inBody(root) && hasAllOf(pair)));
    const level = doubtful && published === 'error' ? 'warning' : published;
    const path = pathAlong(trailOf(visit, MOST_STEPS)) + (fact.property === undefined ? '' : labelOf(fact.property));
    const place: Place = {
      pair,
      surface,
      level,
      ...(level !== published && { lowered: true }),
      reversed,
      text: root.text,
      root,
      trail: () => trailOf(visit),
    };
    return this.#report.group({
      check,
      id,
      level,
      args: fact.args,
      where: whereOf(root, path),
      property: propertyOf(root, path),
      via: () => viaAlong(root, trailOf(visit, MOST_STEPS)),
      before: fact.before,
      after: fact.after,
      cause: fact.cause,
      place,
    });
  }
}

function groupsByFact(): Map<Fact, Map<string, Group | undefined>> {
  return new Map();
}

function mannerOf(surface: Surface, root: Root, shared: boolean): string {
  return `${surface} ${root.name} ${root.setting ?? ''} ${String(shared)}`;
}

function inBody(root: Root): boolean {
  return root.surface === 'request-body' || root.surface === 'response-body';
}

function hasAllOf({ before, after }: GraphNode): boolean {
  return [before, after].some((view) => view.get('allOf') !== undefined);
}

function eventOf({ root, edge }: Visit, fact: Fact): string {
  const setting = edge === undefined ? root.setting : root.inner;
  return (setting === undefined ? undefined : fact.eventIn?.[setting]) ?? fact.event;
}

/** The public id of an event at a surface, whether the check has it or not. */
function idOf(check: SchemaCheck, surface: Surface, event: string): string {
  return check.id?.(surface, event) ?? `${surface}-${event}`;
}

/** What does not travel has ids of its own for some events; for the others it is only mentioned. */
const visible: Readonly<Partial<Record<Surface, Surface>>> = {
  'request-read-only-property': 'request-property',
  'response-write-only-property': 'response-property',
};
/** A header is a parameter that has ids of its own for some events. */
const general: Readonly<Partial<Record<Surface, Surface>>> = {
  'request-header': 'request-parameter',
  'request-header-property': 'request-parameter-property',
};

function judge(
  check: SchemaCheck,
  surface: Surface,
  event: string,
  turned: boolean,
): { id: string; level: Level | undefined } {
  const id = idOf(check, surface, event);
  const level = levelOf(check, surface, event, turned);
  if (level !== undefined) return { id, level };
  const parameter = general[surface];
  if (parameter !== undefined) return judge(check, parameter, event, turned);
  const instead = visible[surface];
  if (instead === undefined) return { id, level };
  const plain = idOf(check, instead, event);
  return { id: plain, level: levelIn(check, plain) === undefined ? undefined : 'info' };
}

/** Turned round, an event weighs what its twin weighs where payloads travel the other way; without a twin, the opposite. */
function levelOf(check: SchemaCheck, surface: Surface, event: string, turned: boolean): Level | undefined {
  const level = levelIn(check, idOf(check, surface, event));
  if (level === undefined || !turned) return level;
  return levelIn(check, idOf(check, mirror[surface], event)) ?? inverted[level];
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

/** By its end, where it has more than so many steps. */
function trailOf(visit: Visit, most = Infinity): Edge[] {
  const edges: Edge[] = [];
  for (let at: Visit | undefined = visit; at?.edge !== undefined && edges.length < most; at = at.from)
    edges.push(at.edge);
  return edges.reverse();
}
