import { asObject, own } from '../../spec/json.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import { hasAllOf } from '../graph/visits.ts';
import type { Verdict } from '../inclusion/index.ts';
import type { Sighting } from '../report/group.ts';
import { heldToText, READ_OTHERWISE } from './as-text.ts';
import { shownByNames } from './by-names.ts';
import { causeOf, heldToCause, type Caused } from './cause.ts';
import { standing, type Content } from './content.ts';
import type { Convention } from './convention.ts';
import { isEvaluated, isInExcludedText, isLocation, isMember, isMetWithin, widening } from './locations.ts';
import { LoneMembers } from './lone-members.ts';
import type { Place, Refuted } from './place.ts';
import type { Verdicts } from './verdicts.ts';

/** What is known of a finding at one of its places. */
interface Known extends Caused {
  /** Of the pair that differs, by one of its members alone. */
  readonly member: Verdict | undefined;
}

interface Asked {
  readonly pair: GraphNode;
  readonly verdict: Verdict;
}

/** What became of a finding at one of its places. */
export type Outcome = Unshown | Shown;

interface Shown extends Refuted {
  readonly kind: 'shown';
  /** All whole values that show it, or the one member that does. */
  readonly all: readonly Refuted[];
  /** Of what holds the pair nothing could be said: it may make good what a member shows. */
  readonly isOpen: boolean;
}

/** No value shows it: why. */
export type Unshown =
  | { readonly kind: 'harmless' }
  /** Nothing can show it, and a convention says that it weighs what it looks like all the same. */
  | { readonly kind: 'agreed'; readonly by: Convention }
  | { readonly kind: 'open' };

/** What becomes of a finding at one of its places when its meaning is asked for: there, and wider where that does not say. */
export class Judge {
  readonly #verdicts: Verdicts;
  readonly #members: LoneMembers;

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
    this.#members = new LoneMembers(verdicts);
  }

  /**
   * What may be a text or not is harmless only where it is both ways.
   *
   * @param best the finding whose place it is; with how much effort is said in steps (inclusion/source.ts, Terms).
   */
  of(place: Place, best: Sighting, content: Content, steps: number): Outcome {
    if (isInExcludedText(place)) return { kind: 'agreed', by: 'Remarks' };
    const outcome = this.#of(place, best, content, steps);
    if (place.unsure !== true || outcome.kind !== 'harmless') return outcome;
    const { kind } = this.#of({ ...place, text: false }, best, content, steps);
    return kind === 'harmless' ? outcome : { kind: 'open' };
  }

  /** Whether inclusion disproves it of the pair alone, of which no `allOf` speaks there. */
  isDisproved(place: Place, best: Sighting, content: Content, steps: number): boolean {
    if (place.pair.flipped || place.unsure === true || hasAllOf(place.pair)) return false;
    return this.#along([[place.pair]], place, best, content, steps).kind === 'harmless';
  }

  #of(place: Place, best: Sighting, content: Content, steps: number): Outcome {
    const outcome = this.#along(widening(place.pair, isMetWithin(place)), place, best, content, steps);
    if (outcome.kind !== 'harmless' || !this.#isUpToWholes(place, steps)) return outcome;
    const [, ...wholes] = widening(place.pair, isMetWithin(place));
    if (wholes.length === 0) return outcome;
    const wider = this.#along(wholes, place, best, content, steps);
    const all = wider.kind === 'shown' ? wider.all.filter((each) => this.#isItsDoing(place, best, each)) : [];
    const [first] = all;
    return first === undefined ? outcome : { kind: 'shown', isOpen: false, ...first, all };
  }

  /** @param around the pairs that can decide, by their steps (locations.ts, `widening`). */
  #along(
    around: Iterable<readonly GraphNode[]>,
    place: Place,
    best: Sighting,
    content: Content,
    steps: number,
  ): Outcome {
    const member = this.#members.of(place, best, steps);
    if (member?.verdict === 'included') return { kind: 'harmless' };
    const known: Known = { place, cause: causeOf(place, best), member, steps };
    const spoken = speaksBelowNames(place) ? 'names' : content;
    let shown: readonly Refuted[] = [];
    let isOpen = false;
    let isDecided = false;
    for (const pairs of around) {
      if (isOpen) break;
      if (pairs.some(({ flipped }) => flipped)) continue;
      const found = this.#ask(pairs, known, isPlaced(shown));
      if (found.every(({ verdict }) => verdict.verdict === 'included')) {
        const outcome = this.#included(pairs, known, best.id, spoken);
        if (outcome !== undefined) return outcome;
      }
      isDecided ||= found.some(({ verdict }) => verdict !== READ_OTHERWISE);
      isOpen = found.some(({ verdict }) => verdict.verdict === 'unknown' && verdict !== READ_OTHERWISE);
      if (!isPlaced(shown)) shown = nearest(refuted(found)) ?? shown;
    }
    const all = shown.length > 0 ? shown : shownByNames(this.#verdicts, known, best.id);
    return outcomeOf(all, isOpen, isDecided);
  }

  /** Whether a member takes what is sent only as far as it declares names itself, or is read by what the whole leaves unevaluated. */
  #isUpToWholes(place: Place, steps: number): boolean {
    if (!isMember(place.pair)) return false;
    if (this.#verdicts.of(place.pair, place, 'declared', steps).verdict !== 'included') return false;
    return isEvaluated(place.pair) || this.#verdicts.of(place.pair, place, 'any', steps).verdict !== 'included';
  }

  /** Whether what a whole value shows comes of what differs in its member. */
  #isItsDoing(place: Place, { args: [name] }: Sighting, { instance }: Refuted): boolean {
    if (this.#verdicts.tells(place.pair, place, instance)) return true;
    return isEvaluated(place.pair) && typeof name === 'string' && own(asObject(instance) ?? {}, name) !== undefined;
  }

  /** @param isShown whether a witness is at hand already: then only all pairs together can take the error back. */
  #ask(pairs: readonly GraphNode[], known: Known, isShown: boolean): Asked[] {
    const { place, member, steps } = known;
    const found: Asked[] = [];
    for (const pair of pairs) {
      const ofMember = pair === place.pair ? member : undefined;
      const said = ofMember ?? this.#verdicts.of(pair, place, 'declared', steps, isShown ? 'unneeded' : 'confirmed');
      const verdict = isShown ? said : this.#held(pair, known, said);
      found.push({ pair, verdict });
      if (isShown && verdict.verdict !== 'included') break;
    }
    return found;
  }

  /** What is said of a pair, held to its texts and to what the finding speaks of. */
  #held(pair: GraphNode, known: Known, said: Verdict): Verdict {
    const { place, steps } = known;
    const held = heldToText(this.#verdicts, { ...place, pair }, said, steps);
    return pair === place.pair ? heldToCause(this.#verdicts, known, held, 'declared') : held;
  }

  /** What follows where the pairs include what is sent, as far as names are declared; undefined: nothing. */
  #included(pairs: readonly GraphNode[], known: Known, id: string, content: Content): Unshown | undefined {
    const { place } = known;
    const isSure = content === 'values' || pairs.every((pair) => this.#isIncluded(pair, known));
    if (!isSure) return undefined;
    const stands = standing(id, place.pair);
    if (stands === 'agreed') return { kind: 'agreed', by: 'A limit that limits nothing' };
    if (stands === undefined && this.#isVacuous(id, pairs, place)) {
      return { kind: 'agreed', by: 'Where nothing can be sent' };
    }
    if (/-became-(?:not-)?nullable$/.test(id) && pairs.some((pair) => this.#verdicts.isNullByHabit(pair, place))) {
      // What a member refuses, the whole may take.
      return pairs.some(isLocation) ? { kind: 'agreed', by: 'nullable where it does nothing' } : undefined;
    }
    return { kind: stands ?? 'harmless' };
  }

  /** Where another type came, or none at all, and nothing could be sent before. */
  #isVacuous(id: string, pairs: readonly GraphNode[], place: Place): boolean {
    const isSuspect = /-type-changed$|-schema-became-false$/.test(id);
    return isSuspect && pairs.some((pair) => this.#verdicts.isEmpty(pair, place));
  }

  #isIncluded(pair: GraphNode, known: Known): boolean {
    const said = this.#verdicts.of(pair, known.place, 'any', known.steps);
    const held = pair === known.place.pair ? heldToCause(this.#verdicts, known, said, 'any') : said;
    return held.verdict === 'included';
  }
}

function outcomeOf(all: readonly Refuted[], isOpen: boolean, isDecided: boolean): Outcome {
  const [first] = all;
  if (first !== undefined) return { kind: 'shown', isOpen, ...first, all };
  return isOpen || !isDecided ? { kind: 'open' } : { kind: 'agreed', by: 'Names that nobody declared' };
}

/** Whether it is the values of names that nobody declared: to ask of declared ones would not meet them. */
function speaksBelowNames({ trail }: Place): boolean {
  return trail().some(({ free }) => free);
}

function refuted(asked: readonly Asked[]): Refuted[] {
  return asked.flatMap(({ pair, verdict }) =>
    verdict.verdict === 'not-included' ? [{ pair, instance: verdict.witness }] : [],
  );
}

/** Whole values where there are such; undefined: nothing was shown. */
function nearest(shown: readonly Refuted[]): readonly Refuted[] | undefined {
  const placed = shown.filter(({ pair }) => isLocation(pair));
  if (placed.length > 0) return placed;
  return shown.length > 0 ? shown.slice(0, 1) : undefined;
}

/** Whether a whole value somewhere shows it, not only a member of a composition. */
function isPlaced(shown: readonly Refuted[]): boolean {
  return shown.some(({ pair }) => isLocation(pair));
}
