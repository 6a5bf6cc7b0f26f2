import { values, valuesId } from '../checks/values.ts';
import type { Side } from '../side.ts';
import type { Untouched } from '../untouched.ts';
import { witnessOf } from './witness.ts';
import type { Json } from '../../spec/json.ts';
import type { OperationView } from '../../spec/operations.ts';
import { writtenAt } from '../form.ts';
import type { Names, Verdict } from '../inclusion/index.ts';
import { NONE, type OperationSet } from '../operation-sets.ts';
import type { Edge, GraphNode } from '../pair-graph.ts';
import type { Group, Report } from '../report.ts';
import type { Root } from '../roots.ts';
import { pathAlong, propertyOf, viaAlong, whereOf } from '../where.ts';
import { heldToText, verdictAsText } from './as-text.ts';
import { contentOf, conventionOf, isLowered, mayHide, type Content } from './content.ts';
import { exampleOf } from './example.ts';
import { Judge, type Unshown } from './judge.ts';
import { namesByRoot, withAllAround } from './last-look.ts';
import { isLocation } from './locations.ts';
import { meetingsOf } from './meetings.ts';
import { originOf, type Shown } from './origin.ts';
import type { Place, Proof } from './place.ts';
import { isMereAddition } from './plain.ts';
import { nesting } from './texts.ts';
import { senseOf, Verdicts } from './verdicts.ts';

/** Steps of the decision procedure for one pair of schemas (inclusion/source.ts, Terms). */
const STEPS = { all: 100_000, witnessed: 6_000, unwitnessed: 1_000 } as const;
/**
 * Of all pairs together; what comes after is not proved. Large descriptions that changed throughout take 45,000, and 600,000 where every
 * witness is asked for; a million takes about four seconds.
 */
const MOST_STEPS = { all: 10_000_000, witnessed: 1_000_000 } as const;
/** Of all questions after the first ones about what no check calls an error: a hundredth of a second for each thousand. */
const LATE_STEPS = 4_000;
/** Groups for which a witness is looked for with patience unless all are asked for. */
export const WITNESSED = 50;
/** Groups whose witness gets a whole message around it, unless all are asked for: nobody reads more of them at once. */
export const EXAMPLES = 3;

/** For how many groups a witness is looked for with patience, and how many get a whole message around it. */
export interface Wanted {
  readonly witnesses: number;
  readonly examples: number;
}

/** Who was asked about. */
interface Asked {
  readonly operations: OperationSet;
  /** Nobody else breaks by it, whoever meets the same schemas. */
  readonly isAll: boolean;
}

/** Where a message of an operation begins. */
export interface Message {
  readonly root: Root;
  readonly reversed: boolean;
}

/**
 * Holds what the form of schemas says against what they mean: errors on content that inclusion disproves are taken back, those
 * that stay carry an instance that shows them or say that nothing was proved.
 */
export class Prover {
  readonly #messages: readonly Message[];
  readonly #verdicts: Verdicts;
  readonly #judge: Judge;
  /** Pairs of which an error tells already, and for which operations. */
  readonly #told = new Map<GraphNode, OperationSet>();
  readonly #disproved: Group[] = [];
  /** How many more witnesses get one. */
  #examples: number;
  /** Steps taken when the first questions had been asked. */
  #lateFrom: number | undefined;
  /** For how many groups a witness is looked for with patience; the others are asked about with less effort. */
  readonly #most: number;

  constructor(base: Side, head: Side, untouched: Untouched, messages: readonly Message[], wanted: Wanted) {
    this.#messages = messages;
    this.#most = wanted.witnesses;
    this.#verdicts = new Verdicts(base, head, untouched, this.#patient(MOST_STEPS));
    this.#judge = new Judge(this.#verdicts);
    this.#examples = wanted.examples;
  }

  /** Returns the errors that were taken back. */
  run(report: Report): readonly Group[] {
    const held = this.#holdGroups(report);
    this.#catchAll(report, held);
    return this.#disproved;
  }

  /** How many groups were held against what inclusion says. */
  #holdGroups(report: Report): number {
    let held = 0;
    const groups = report.groups().map((group) => ({ group, content: contentOf(group) }));
    for (const { group, content } of groups) {
      const convention = conventionOf(group);
      if (convention !== undefined) group.proof = { convention };
      if (group.level !== 'error') continue;
      if (content === undefined) continue;
      this.#hold(report, group, content, this.#stepsAt(held));
      held += 1;
    }
    for (const { group, content } of groups) {
      if (content === undefined || group.level === 'error' || !mayHide(group)) continue;
      if (this.#isLate(held)) break;
      this.#look(report, group, content, this.#stepsAt(held));
      held += 1;
    }
    return held;
  }

  /** Says that something breaks which no check of the form calls an error, or that it may and nothing was proved. */
  #look(report: Report, group: Group, content: Content, steps: number): void {
    let isOpen = false;
    let isTold = false;
    for (const place of group.places) {
      if (place.pair.hidden || (group.level === 'info' && place.root.text)) continue;
      if (!this.#canBreak(place, group)) continue;
      const outcome = this.#judge.of(place, group.best, content, steps);
      // What a member does, the whole may make good.
      if (outcome.kind === 'shown' && isLocation(outcome.pair)) {
        for (const shown of outcome.all) this.#tellWherever(report, place, shown);
        isTold = true;
      } else isOpen ||= outcome.kind === 'open' || (outcome.kind === 'shown' && outcome.isOpen);
    }
    if (isOpen && !isTold && isLowered(group)) group.proof = { ...group.proof, unproved: true };
  }

  #canBreak(place: Place, { best }: Group): boolean {
    const { pair, surface } = place;
    if (valuesId(surface, eventOf(place)) === undefined || isMereAddition(best.id, pair)) return false;
    return !this.#verdicts.isSlip(pair, place);
  }

  /** Of every operation whose messages meet the pair, by its own way to it. */
  #tellWherever(report: Report, place: Place, shown: Omit<Shown, 'trail'>): void {
    const isThere = shown.pair === place.pair && place.root.pair !== place.pair;
    const meetings = meetingsOf(shown.pair, place, this.#messages);
    for (const meeting of isThere ? [place, ...meetings] : meetings) {
      const operations = report.sets.join(this.#reaching(meeting));
      this.#tell(report, meeting, shown, { operations, isAll: true });
    }
  }

  /** Asks of whole bodies and parameters of which nothing is known to break: not all that schemas can say has a check of its own. */
  #catchAll(report: Report, held: number): void {
    const namesOf = namesByRoot(
      report,
      this.#messages.map(({ root }) => root),
    );
    let asked = held;
    for (const { root, reversed } of this.#messages) {
      const { pair, surface } = root;
      const text = writtenAt(root, reversed) !== 'value';
      const place: Place = { pair, surface, level: 'error', reversed, text, root, trail: () => [] };
      const names = namesOf(root);
      if (valuesId(surface, eventOf(place)) === undefined || names === undefined) continue;
      if (this.#isLate(asked)) return;
      const steps = this.#stepsAt(asked);
      asked += 1;
      const verdict = this.#ofWhole(place, names, steps);
      if (verdict.verdict !== 'not-included' || this.#verdicts.isSlip(pair, place)) continue;
      this.#tell(
        report,
        place,
        { pair, instance: verdict.witness },
        {
          operations: report.sets.of(root.operation.before),
          isAll: false,
        },
      );
    }
  }

  #ofWhole(place: Place, names: Names, steps: number): Verdict {
    if (place.root.text) {
      const asText = verdictAsText(this.#verdicts, place, steps);
      if (asText.verdict === 'not-included') return asText;
      const nested = this.#verdicts.of(place.pair, place, names, steps);
      return nested.verdict === 'not-included' && isNested(nested.witness) ? nested : asText;
    }
    // No form says that it breaks: a value that may be read as one that is accepted shows nothing.
    const unsaid: Place = { ...place, level: 'info' };
    return heldToText(this.#verdicts, unsaid, this.#verdicts.of(place.pair, place, names, steps), steps);
  }

  /**
   * @param shown at the place's own pair, or one that it is met in.
   * @param asked for whom it is to be told, unless an error tells of it already.
   */
  #tell(report: Report, place: Place, shown: Omit<Shown, 'trail'>, { operations, isAll }: Asked): void {
    const { root } = place;
    const isTold = (pair: GraphNode): boolean => (operations & ~this.#toldOf(pair)) === NONE;
    const origin = originOf(this.#verdicts, place, { ...shown, trail: trailTo(place, shown.pair) }, isTold);
    if (origin === undefined) return;
    const { pair, instance, trail } = origin;
    const surface = trail.length === 0 ? root.surface : root.nested;
    const id = valuesId(surface, eventOf(place));
    if (id === undefined) return;
    const path = pathAlong(trail);
    const where: Place = { ...place, pair, surface, trail: () => trail };
    const untold = report.sets.join(this.#reaching(where)) & ~this.#toldOf(pair);
    const reached = isAll ? untold & operations : untold;
    if (reached === NONE) return;
    const found = report.group({
      check: values,
      id,
      level: 'error',
      args: [],
      cause: undefined,
      reversed: place.reversed,
      where: whereOf(root, path),
      property: propertyOf(root, path),
      via: () => viaAlong(root, trail),
      place: where,
      before: pair.before.spot,
      after: pair.after.spot,
    });
    found.proof ??= this.#proofOf(where, pair, instance);
    const more = reached & ~found.operations;
    if (more !== NONE) report.count(found, more);
  }

  #toldOf(pair: GraphNode): OperationSet {
    return this.#told.get(pair) ?? NONE;
  }

  #addTold(pair: GraphNode, { operations }: Group): void {
    this.#told.set(pair, this.#toldOf(pair) | operations);
  }

  /** The operations with such messages, whether or not they are asked about. */
  #reaching({ pair, root, reversed }: Place): OperationView[] {
    const around = withAllAround([pair]);
    const isWhole = pair === root.pair;
    return this.#messages
      .filter((message) => message.reversed === reversed && message.root.nested === root.nested)
      .filter((message) => (isWhole ? message.root.pair === pair : around.has(message.root.pair)))
      .map((message) => message.root.operation.before);
  }

  /** Whether the steps for questions after the first ones are taken: what nobody asks about breaks unseen, but a review has to end. */
  #isLate(held: number): boolean {
    if (held < this.#most) return false;
    this.#lateFrom ??= this.#verdicts.spent;
    return this.#verdicts.spent - this.#lateFrom > LATE_STEPS;
  }

  /** After the first ones, a question gets less effort. */
  #stepsAt(held: number): number {
    return held < this.#most ? this.#patient(STEPS) : STEPS.unwitnessed;
  }

  /** Who asks for every witness waits for it. */
  #patient({ all, witnessed }: { readonly all: number; readonly witnessed: number }): number {
    return this.#most === Infinity ? all : witnessed;
  }

  #hold(report: Report, group: Group, content: Content, steps: number): void {
    const outcomes: Unshown[] = [];
    for (const place of group.places) {
      if (place.level !== 'error') continue;
      const outcome = this.#judge.of(place, group.best, content, steps);
      if (outcome.kind === 'shown') {
        for (const pair of [place.pair, outcome.pair]) this.#addTold(pair, group);
        group.proof = this.#proofOf(place, outcome.pair, outcome.instance);
        return;
      }
      outcomes.push(outcome);
    }
    if (!group.hasMore && outcomes.every(({ kind }) => kind === 'harmless')) {
      report.drop(group);
      this.#disproved.push(group);
      return;
    }
    for (const { pair, level } of group.places) if (level === 'error') this.#addTold(pair, group);
    const agreed = outcomes.find((outcome) => outcome.kind === 'agreed');
    if (agreed === undefined || outcomes.some(({ kind }) => kind === 'open')) group.proof = { unproved: true };
    else group.proof = { convention: agreed.by };
  }

  #proofOf(place: Place, pair: GraphNode, instance: Json): Proof {
    if (!isSpelled(place, pair, instance)) return { unproved: true };
    const isWanted = this.#examples > 0;
    this.#examples -= 1;
    const example = isWanted ? exampleOf(this.#verdicts, place, pair, instance) : undefined;
    return { witness: witnessOf(pair, place, instance), ...(example !== undefined && { example }) };
  }
}

/** Null has no text anywhere. */
function isNested(value: Json): boolean {
  return nesting(value) > 1 && !JSON.stringify(value).includes('null');
}

/** A list or object in a list or object of a parameter has no text that OpenAPI defines (3.1, Parameter Object, Style Values). */
function isSpelled(place: Place, pair: GraphNode, instance: Json): boolean {
  if (!place.root.text) return true;
  return trailTo(place, pair).filter(({ label }) => label !== '').length + nesting(instance) <= 1;
}

/** What becomes of the values that travel there. */
function eventOf(place: Place): 'accepts-less' | 'allows-more' {
  return senseOf(place.pair.direction, place).from === 'base' ? 'accepts-less' : 'allows-more';
}

/** The way to a pair on the way to a place; to the place itself, where it is another way that the pair is on. */
function trailTo(place: Place, pair: GraphNode): readonly Edge[] {
  const trail = place.trail();
  const at = [place.root.pair, ...trail.map(({ to }) => to)].lastIndexOf(pair);
  return at < 0 ? trail : trail.slice(0, at);
}
