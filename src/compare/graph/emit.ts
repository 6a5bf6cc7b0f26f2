import { beginningOf } from '../brief.ts';
import type { Level } from '../change.ts';
import type { Fact, SchemaCheck, Surface } from '../checks/check.ts';
import { levelIn } from '../levels.ts';
import { noticeOf, type Notice, type Terms } from '../lifecycle.ts';
import type { Place } from '../proof/place.ts';
import type { Group } from '../report/group.ts';
import { NONE, type OperationSet } from '../report/operation-sets.ts';
import type { Report } from '../report/report.ts';
import { labelOf } from '../schemas/steps.ts';
import { hasAllOf, inBody, trailOf, type Visit } from './visits.ts';
import { MOST_STEPS_TOLD, pathAlong, propertyOf, viaAlong, whereOf } from './where.ts';
import { argsInXml } from './xml-place.ts';

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

/** Tells what the facts of the graph mean at the surfaces from which they are reached. */
export class Emitter {
  readonly #report: Report;
  readonly #terms: Terms;

  constructor(report: Report, terms: Terms) {
    this.#report = report;
    this.#terms = terms;
  }

  tell(visit: Visit): void {
    for (const { check, fact } of visit.pair.facts) {
      for (const [dated, operations] of this.#dated(fact, visit)) {
        const placed = placedAt(dated, visit);
        const found = placed === undefined ? undefined : this.#group(visit, check, placed);
        if (found !== undefined) this.#report.count(found.group, operations, found.place);
      }
    }
  }

  /** What the fact is for which operations, where it depends on how much notice they ask for. */
  #dated(fact: Fact, { operations }: Visit): Iterable<readonly [Fact, OperationSet]> {
    const { atNotice } = fact;
    if (atNotice === undefined) return [[fact, operations]];
    const { sets } = this.#report;
    const byNotice = new Map<Notice | undefined, OperationSet>();
    for (const view of sets.members(operations)) {
      const notice = noticeOf(view.node);
      byNotice.set(notice, (byNotice.get(notice) ?? NONE) | sets.of(view));
    }
    return [...byNotice].flatMap(([notice, asking]) => {
      const found = atNotice(notice, this.#terms);
      return found === undefined ? [] : [[{ ...fact, ...found }, asking] as const];
    });
  }

  #group(visit: Visit, check: SchemaCheck, fact: Fact): { group: Group; place: Place } | undefined {
    const { surface, root, pair, reversed } = visit;
    const { id, level: judged } = judge(check, surface, eventOf(visit, fact), reversed !== pair.flipped);
    if (judged === undefined) return undefined;
    const travelling = (reversed && !pair.flipped ? fact.reversed : undefined) ?? judged;
    const published = fact.foretold === true && travelling === 'error' ? 'info' : travelling;
    const doubtful = check.exact !== true && (visit.shared || (inBody(root) && hasAllOf(pair)));
    const level = doubtful && published === 'error' ? 'warning' : published;
    const trail = trailOf(visit, MOST_STEPS);
    const path = pathAlong(trail) + (fact.property === undefined ? '' : beginningOf(labelOf(fact.property)));
    const place: Place = {
      pair,
      surface,
      level,
      ...(level !== published && { lowered: true }),
      reversed,
      text: visit.written !== 'value',
      ...(visit.written === 'unsure' && { unsure: true }),
      root,
      trail: () => trailOf(visit),
    };
    const group = this.#report.group({
      check,
      id,
      level,
      args: fact.args,
      where: whereOf(root, path, pair, trail),
      property: propertyOf(root, path),
      via: () => viaAlong(root, trailOf(visit, MOST_STEPS)),
      before: fact.before,
      after: fact.after,
      cause: fact.cause,
      reversed,
      place,
      nearest: visit.nearest,
    });
    return { group, place };
  }
}

/** What the fact is there, where it depends on how the message is written. */
function placedAt(fact: Fact, visit: Visit): Fact | undefined {
  if (fact.inXml === undefined) return visit.rewritten === true ? undefined : fact;
  const args = visit.rewritten === true ? argsInXml(fact, visit) : undefined;
  return args && { ...fact, args };
}

function eventOf({ root, edge, written }: Visit, fact: Fact): string {
  const isJson = root.form !== undefined && written === 'value';
  const setting = isJson ? undefined : edge === undefined ? root.setting : root.inner;
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
