import type { SchemaView } from '../schema-view.ts';
import type { Side } from '../side.ts';
import type { Witness } from '../change.ts';
import type { Json } from '../../spec/json.ts';
import type { GraphNode } from '../pair-graph.ts';
import type { Group, Report } from '../report.ts';
import { contentOf, type Content } from './content.ts';
import { isLocation, widening } from './locations.ts';
import type { Place } from './place.ts';
import { senseOf, Verdicts } from './verdicts.ts';

/** Steps of the decision procedure for one pair of schemas (inclusion/source.ts, Terms). */
const STEPS = { witnessed: 100_000, unwitnessed: 10_000 } as const;
/** Groups that get a witness unless all are asked for. */
export const WITNESSED = 50;

type Outcome =
  | { readonly kind: 'harmless' }
  | { readonly kind: 'shown'; readonly witness: Witness }
  /** Only names that nobody declared could show it: the convention says what it weighs. */
  | { readonly kind: 'agreed' }
  | { readonly kind: 'open' };

/**
 * Holds what the form of schemas says against what they mean: errors on content that inclusion disproves are taken back, those
 * that stay carry an instance that shows them or say that nothing was proved.
 */
export class Prover {
  readonly #verdicts: Verdicts;

  constructor(base: Side, head: Side) {
    this.#verdicts = new Verdicts(base, head);
  }

  /** `most`: how many groups get a witness; the others are only held against a proof, with less effort. */
  run(report: Report, most: number): void {
    let held = 0;
    for (const group of report.groups()) {
      const content = group.places.length === 0 || group.level !== 'error' ? undefined : contentOf(group.best.id);
      if (content === undefined) continue;
      this.#hold(report, group, content, held < most ? STEPS.witnessed : STEPS.unwitnessed);
      held += 1;
    }
  }

  #hold(report: Report, group: Group, content: Content, steps: number): void {
    const outcomes = group.places
      .filter(({ level }) => level === 'error')
      .map((place) => this.#judge(place, content, steps));
    if (!group.hasMore && outcomes.every(({ kind }) => kind === 'harmless')) {
      report.drop(group);
      return;
    }
    const shown = outcomes.find((outcome) => outcome.kind === 'shown');
    if (shown !== undefined) group.proof = { witness: shown.witness };
    else if (outcomes.some(({ kind }) => kind === 'open')) group.proof = { unproved: true };
  }

  #judge(place: Place, content: Content, steps: number): Outcome {
    let shown: { readonly pair: GraphNode; readonly instance: Json } | undefined;
    let isOpen = false;
    for (const pairs of widening(place.pair)) {
      if (pairs.some(({ flipped }) => flipped)) continue;
      const found = pairs.map((pair) => ({ pair, verdict: this.#verdicts.of(pair, place, 'declared', steps) }));
      if (
        found.every(({ verdict }) => verdict.verdict === 'included') &&
        this.#isHarmless(pairs, place, content, steps)
      ) {
        return { kind: 'harmless' };
      }
      isOpen = found.some(({ verdict }) => verdict.verdict === 'unknown');
      for (const { pair, verdict } of found) {
        if (verdict.verdict !== 'not-included' || (shown !== undefined && isLocation(shown.pair))) continue;
        shown = { pair, instance: verdict.witness };
      }
      if (isOpen) break;
    }
    if (shown !== undefined) return { kind: 'shown', witness: witnessOf(shown.pair, place, shown.instance) };
    return { kind: isOpen ? 'open' : 'agreed' };
  }

  #isHarmless(pairs: readonly GraphNode[], place: Place, content: Content, steps: number): boolean {
    if (content === 'values') return true;
    return pairs.every((pair) => this.#verdicts.of(pair, place, 'any', steps).verdict === 'included');
  }
}

function witnessOf(pair: GraphNode, place: Place, instance: Witness['instance']): Witness {
  return {
    surface: pair.direction,
    part: place.part,
    instance,
    acceptedBy: senseOf(pair.direction, place).from,
    base: pointerOf(pair.before),
    head: pointerOf(pair.after),
  };
}

/** `file#/pointer` of the schema's text. */
function pointerOf({ side, spot }: SchemaView): string | null {
  const pointer = side.description.pointer(spot.node);
  if (pointer === undefined || spot.key === undefined) return pointer ?? null;
  return `${pointer}/${String(spot.key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
