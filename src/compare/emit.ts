import type { OperationView } from '../spec/operations.ts';
import type { Range } from '../spec/place.ts';
import type { Level } from './change.ts';
import type { Fact, SchemaCheck, Surface } from './checks/check.ts';
import { levelIn } from './levels.ts';
import type { Edge, GraphNode } from './pair-graph.ts';
import type { Place } from './proof/place.ts';
import { Report, type Group } from './report.ts';
import type { Root } from './roots.ts';

/** How the search came to a pair; kept as a chain so that only what is told is spelled out. */
interface Visit {
  readonly pair: GraphNode;
  readonly surface: Surface;
  readonly root: Root;
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
  'response-body': 'request-body',
  'response-property': 'request-property',
  'response-write-only-property': 'request-read-only-property',
  'response-header': 'request-parameter',
  'response-header-property': 'request-property',
};
const inverted: Readonly<Record<Level, Level>> = { error: 'info', warning: 'warning', info: 'error' };

/** Tells, operation by operation, what the facts of the graph mean at the surfaces from which they are reached. */
export class Emitter {
  readonly #report: Report;
  /** Most facts are reached by many operations: their groups are found once for each surface and polarity. */
  readonly #groups = new Map<Fact, Map<string, Group | undefined>>();

  constructor(report: Report) {
    this.#report = report;
  }

  /**
   * Breadth first over what differs, each pair once for each surface: one shortest path to each fact, however many there are.
   */
  operation(view: OperationView, roots: readonly Root[], reversed: boolean): void {
    const seen = new Map<GraphNode, Set<string>>();
    const queue: Visit[] = [];
    const visit = (next: Visit): void => {
      if (!next.pair.dirty) return;
      const surfaces = seen.get(next.pair) ?? new Set<string>();
      if (surfaces.size === 0) seen.set(next.pair, surfaces);
      const place = `${next.surface} ${next.root.name}`;
      if (surfaces.has(place)) return;
      surfaces.add(place);
      queue.push(next);
    };
    for (const root of roots) visit({ pair: root.pair, surface: root.surface, root });
    for (let index = 0; index < queue.length; index += 1) {
      const current = queue[index];
      if (current === undefined) break;
      for (const { check, fact } of current.pair.facts) this.#tell(current, check, fact, view, reversed);
      if (isHidden(current)) continue;
      for (const edge of current.pair.edges) {
        visit({ pair: edge.to, surface: surfaceBelow(current, edge), root: current.root, edge, from: current });
      }
    }
  }

  #tell(visit: Visit, check: SchemaCheck, fact: Fact, view: OperationView, reversed: boolean): void {
    const groups = this.#groups.get(fact) ?? new Map<string, Group | undefined>();
    if (groups.size === 0) this.#groups.set(fact, groups);
    const key = `${visit.surface} ${visit.root.name} ${String(reversed)}`;
    if (!groups.has(key)) groups.set(key, this.#group(visit, check, fact, reversed));
    const group = groups.get(key);
    if (group !== undefined) Report.count(group, view);
  }

  #group(visit: Visit, check: SchemaCheck, fact: Fact, reversed: boolean): Group | undefined {
    const { surface, root, pair } = visit;
    const { id, level: judged } = judge(check, surface, fact.event, reversed !== pair.flipped);
    if (judged === undefined) return undefined;
    const level = (reversed && !pair.flipped ? fact.reversed : undefined) ?? judged;
    const path = pathOf(visit) + (fact.property === undefined ? '' : `.${fact.property}`);
    const place: Place = { pair, surface, level, reversed, text: root.text, part: root.part };
    const property = [root.name, path.replace(/^\./, '')].filter((part) => part !== '').join('.');
    return this.#report.group({
      check,
      id,
      level,
      args: fact.args,
      where: whereOf(root, path),
      property,
      via: viaOf(visit),
      before: fact.before,
      after: fact.after,
      cause: fact.cause,
      place,
    });
  }
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

function judge(
  check: SchemaCheck,
  surface: Surface,
  event: string,
  turned: boolean,
): { id: string; level: Level | undefined } {
  const id = idOf(check, surface, event);
  const level = levelOf(check, surface, event, turned);
  const instead = visible[surface];
  if (level !== undefined || instead === undefined) return { id, level };
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

function pathOf(visit: Visit): string {
  const labels: string[] = [];
  for (let at: Visit | undefined = visit; at !== undefined; at = at.from) labels.push(at.edge?.label ?? '');
  return labels.reverse().join('');
}

function viaOf(visit: Visit): Range[] {
  const ranges: Range[] = [];
  for (let at: Visit | undefined = visit; at !== undefined; at = at.from)
    ranges.push(...[...(at.edge?.via ?? at.root.via)].reverse());
  return ranges;
}

function whereOf(root: Root, path: string): string {
  const inner = path.replace(/^\./, '');
  if (inner === '') return root.title;
  if (root.surface === 'request-body') return `Request property ${inner}`;
  if (root.surface === 'response-body') return `Response property ${inner}`;
  return `${root.title}, property ${inner}`;
}
