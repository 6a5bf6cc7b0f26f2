import { values, valuesId } from '../checks/values.ts';
import type { Side } from '../side.ts';
import type { Untouched } from '../untouched.ts';
import type { Example, Witness } from '../change.ts';
import type { Convention } from './convention.ts';
import { witnessOf } from './witness.ts';
import type { Json } from '../../spec/json.ts';
import type { GraphNode } from '../pair-graph.ts';
import { Report, type Group, type Sighting } from '../report.ts';
import type { Root } from '../roots.ts';
import { verdictAsText } from './as-text.ts';
import { contentOf, remarkOf, speaksOfNames, mayHide, standing, type Content } from './content.ts';
import type { Verdict } from '../inclusion/index.ts';
import { exampleOf } from './example.ts';
import { namesByRoot } from './last-look.ts';
import { isLocation, widening } from './locations.ts';
import { LoneMembers } from './members.ts';
import type { Place, Proof } from './place.ts';
import { senseOf, Verdicts } from './verdicts.ts';

/** Steps of the decision procedure for one pair of schemas (inclusion/source.ts, Terms). */
const STEPS = { all: 100_000, witnessed: 6_000, unwitnessed: 1_000 } as const;
/** Groups that get a witness unless all are asked for. */
export const WITNESSED = 50;
/** Groups whose witness gets a whole message around it, unless all are asked for: nobody reads more of them at once. */
export const EXAMPLES = 3;

interface Shown {
  readonly kind: 'shown';
  readonly pair: GraphNode;
  readonly witness: Witness;
  readonly example: Example | undefined;
}

/** Where a message of an operation begins. */
export interface Message {
  readonly root: Root;
  readonly reversed: boolean;
}

interface Asked {
  readonly pair: GraphNode;
  readonly verdict: Verdict;
}

interface Refuted {
  readonly pair: GraphNode;
  readonly instance: Json;
}

type Outcome =
  | { readonly kind: 'harmless' }
  | Shown
  /** Nothing can show it, and a convention says that it weighs what it looks like all the same. */
  | { readonly kind: 'agreed'; readonly by: Convention }
  | { readonly kind: 'open' };

/**
 * Holds what the form of schemas says against what they mean: errors on content that inclusion disproves are taken back, those
 * that stay carry an instance that shows them or say that nothing was proved.
 */
export class Prover {
  readonly #verdicts: Verdicts;
  readonly #members: LoneMembers;
  /** Pairs of which an error tells already. */
  readonly #shown = new Set<GraphNode>();
  readonly #disproved: Group[] = [];
  /** How many more witnesses get one. */
  #examples: number;

  constructor(base: Side, head: Side, untouched: Untouched, examples: number) {
    this.#verdicts = new Verdicts(base, head, untouched);
    this.#members = new LoneMembers(this.#verdicts);
    this.#examples = examples;
  }

  /**
   * `most`: how many groups get a witness; the others are only held against a proof, with less effort. Returns the errors that were
   * taken back.
   */
  run(report: Report, messages: readonly Message[], most: number): readonly Group[] {
    const held = this.#holdGroups(report, most);
    if (held < most) this.#catchAll(report, messages, most - held);
    return this.#disproved;
  }

  /** How many groups were held against what inclusion says. */
  #holdGroups(report: Report, most: number): number {
    let held = 0;
    const groups = report.groups().map((group) => ({ group, content: contentOf(group) }));
    for (const { group, content } of groups) {
      if (group.level !== 'error') continue;
      const remark = remarkOf(group);
      if (remark !== undefined) group.proof = { convention: remark };
      if (content === undefined) continue;
      this.#hold(report, group, content, held < most ? this.#effort(most) : STEPS.unwitnessed);
      held += 1;
    }
    for (const { group, content } of groups) {
      if (content === undefined || group.level === 'error' || !mayHide(group)) continue;
      if (held >= most) return held;
      this.#look(report, group, content, this.#effort(most));
      held += 1;
    }
    return held;
  }

  /** Says that something breaks which no check of the form calls an error. */
  #look(report: Report, group: Group, content: Content, steps: number): void {
    for (const place of group.places) {
      const event = senseOf(place.pair.direction, place).from === 'base' ? 'accepts-less' : 'allows-more';
      const id = valuesId(place.surface, event);
      if (id === undefined || place.pair.hidden || (group.level === 'info' && place.text)) continue;
      if (this.#verdicts.isClosed(place.pair, place)) continue;
      const outcome = this.#judge(place, group.best, content, steps);
      if (outcome.kind !== 'shown' || this.#shown.has(outcome.pair)) continue;
      const found = report.group(this.#sighting(id, place, group.best));
      found.proof = proofOf(outcome);
      for (const operation of group.operations) Report.count(found, operation);
    }
  }

  #sighting(
    id: string,
    place: Place,
    { where, property, via }: Pick<Sighting, 'where' | 'property' | 'via'>,
  ): Sighting {
    const { before, after } = place.pair;
    const told = { check: values, id, level: 'error', args: [], cause: undefined } as const;
    return { ...told, where, property, via, place, before: before.spot, after: after.spot };
  }

  /** Asks of whole bodies and parameters of which nothing is known to break: not all that schemas can say has a check of its own. */
  #catchAll(report: Report, messages: readonly Message[], most: number): void {
    const namesOf = namesByRoot(report);
    let asked = 0;
    for (const { root, reversed } of messages) {
      const { pair, surface, text, title, name, operation } = root;
      const place: Place = { pair, surface, level: 'error', reversed, text, root, trail: () => [] };
      const event = senseOf(pair.direction, place).from === 'base' ? 'accepts-less' : 'allows-more';
      const id = valuesId(surface, event);
      const names = namesOf(root);
      if (id === undefined || names === undefined) continue;
      if (asked >= most) return;
      asked += 1;
      const steps = this.#effort(most);
      const verdict = text ? verdictAsText(this.#verdicts, place, steps) : this.#verdicts.of(pair, place, names, steps);
      if (verdict.verdict !== 'not-included' || this.#verdicts.isClosed(pair, place)) continue;
      const found = report.group(this.#sighting(id, place, { where: title, property: name, via: () => root.via }));
      found.proof = proofOf(this.#shownBy(pair, place, verdict.witness));
      Report.count(found, operation.before);
    }
  }

  /** Who asks for every witness waits for it. */
  #effort(most: number): number {
    return most === Infinity ? STEPS.all : STEPS.witnessed;
  }

  #hold(report: Report, group: Group, content: Content, steps: number): void {
    const outcomes: Exclude<Outcome, Shown>[] = [];
    for (const place of group.places) {
      if (place.level !== 'error') continue;
      const outcome = this.#judge(place, group.best, content, steps);
      if (outcome.kind === 'shown') {
        this.#shown.add(outcome.pair);
        group.proof = proofOf(outcome);
        return;
      }
      outcomes.push(outcome);
    }
    if (!group.hasMore && outcomes.every(({ kind }) => kind === 'harmless')) {
      report.drop(group);
      this.#disproved.push(group);
      return;
    }
    const agreed = outcomes.find((outcome) => outcome.kind === 'agreed');
    if (agreed === undefined || outcomes.some(({ kind }) => kind === 'open')) group.proof = { unproved: true };
    else group.proof = { convention: agreed.by };
  }

  #judge(place: Place, best: Sighting, content: Content, steps: number): Outcome {
    const member = this.#members.of(place, best, steps);
    if (member?.verdict === 'included') return { kind: 'harmless' };
    let shown: Refuted | undefined;
    let isOpen = false;
    let isDecided = false;
    for (const pairs of widening(place.pair)) {
      if (isOpen) break;
      if (pairs.some(({ flipped }) => flipped)) continue;
      const found = this.#ask(pairs, place, member, steps, isPlaced(shown));
      if (found.every(({ verdict }) => verdict.verdict === 'included')) {
        const outcome = this.#included(pairs, place, best.id, content, steps);
        if (outcome !== undefined) return outcome;
      }
      isDecided = true;
      isOpen = found.some(({ verdict }) => verdict.verdict === 'unknown');
      if (!isPlaced(shown)) shown = refuted(found) ?? shown;
    }
    const last = shown ?? this.#byNames(place, best.id, steps);
    if (last !== undefined) return this.#shownBy(last.pair, place, last.instance);
    return isOpen || !isDecided ? { kind: 'open' } : { kind: 'agreed', by: 'Names that nobody declared' };
  }

  /**
   * @param member what is known of the pair that differs from one of its members.
   * @param isShown whether a witness is at hand already: then only all pairs together can take the error back.
   */
  #ask(
    pairs: readonly GraphNode[],
    place: Place,
    member: Verdict | undefined,
    steps: number,
    isShown: boolean,
  ): Asked[] {
    const found: Asked[] = [];
    for (const pair of pairs) {
      const known = pair === place.pair ? member : undefined;
      const verdict = known ?? this.#verdicts.of(pair, place, 'declared', steps, isShown ? 'unneeded' : 'confirmed');
      found.push({ pair, verdict });
      if (isShown && verdict.verdict !== 'included') break;
    }
    return found;
  }

  /** A value with names that nobody declared, where it is names that the difference speaks of. */
  #byNames({ pair, ...reading }: Place, id: string, steps: number): Refuted | undefined {
    if (!speaksOfNames(id)) return undefined;
    return refuted([{ pair, verdict: this.#verdicts.of(pair, reading, 'any', steps) }]);
  }

  /** What follows where the pairs include what is sent, as far as names are declared; undefined: nothing. */
  #included(
    pairs: readonly GraphNode[],
    place: Place,
    id: string,
    content: Content,
    steps: number,
  ): Exclude<Outcome, Shown> | undefined {
    const isSure = content === 'values' || pairs.every((pair) => this.#isIncluded(pair, place, steps));
    if (!isSure) return undefined;
    const stands = standing(id, place.pair);
    if (stands === 'agreed') return { kind: 'agreed', by: 'A limit that limits nothing' };
    if (stands === undefined && this.#isVacuous(id, pairs, place)) {
      return { kind: 'agreed', by: 'Where nothing can be sent' };
    }
    return { kind: stands ?? 'harmless' };
  }

  /** Where another type came, or none at all, and nothing could be sent before. */
  #isVacuous(id: string, pairs: readonly GraphNode[], place: Place): boolean {
    const isSuspect = /-type-changed$|-schema-became-false$/.test(id);
    return isSuspect && pairs.some((pair) => this.#verdicts.isEmpty(pair, place));
  }

  #isIncluded(pair: GraphNode, place: Place, steps: number): boolean {
    return this.#verdicts.of(pair, place, 'any', steps).verdict === 'included';
  }

  #shownBy(pair: GraphNode, place: Place, instance: Json): Shown {
    const isWanted = this.#examples > 0;
    this.#examples -= 1;
    const example = isWanted ? exampleOf(this.#verdicts, place, pair, instance) : undefined;
    return { kind: 'shown', pair, witness: witnessOf(pair, place, instance), example };
  }
}

function refuted(asked: readonly Asked[]): Refuted | undefined {
  for (const { pair, verdict } of asked) {
    if (verdict.verdict === 'not-included') return { pair, instance: verdict.witness };
  }
  return undefined;
}

/** Whether a whole value somewhere shows it, not only a member of a composition. */
function isPlaced(shown: Refuted | undefined): boolean {
  return shown !== undefined && isLocation(shown.pair);
}

function proofOf({ witness, example }: Shown): Proof {
  return { witness, ...(example !== undefined && { example }) };
}
