import { heldToCause, type Caused } from './cause.ts';
import { speaksOfNames } from './content.ts';
import { isLocation, isMetWithin, widening } from './locations.ts';
import type { Place, Refuted } from './place.ts';
import { endsOf } from './sense.ts';
import type { Verdicts } from './verdicts.ts';

/** Values with names that nobody declared, where it is names that the difference speaks of: whole ones, or else a member's. */
export function shownByNames(verdicts: Verdicts, caused: Caused, id: string): readonly Refuted[] {
  if (!speaksOfNames(id)) return [];
  const { place, steps } = caused;
  const { pair } = place;
  const verdict = heldToCause(verdicts, caused, verdicts.of(pair, place, 'any', steps), 'any');
  if (verdict.verdict !== 'not-included') return [];
  const member: Refuted = { pair, instance: verdict.witness };
  for (const pairs of isLocation(pair) ? [] : widening(pair, isMetWithin(place))) {
    const wholes = pairs.filter((whole) => isLocation(whole) && !whole.flipped);
    const shown = wholes.flatMap((whole) => onWhole(verdicts, { ...place, pair: whole }, member, steps));
    if (shown.length > 0) return shown;
  }
  return [member];
}

/** What a member shows, by its own value where that is one of the whole, else by one of the whole that shows it of the member too. */
function onWhole(verdicts: Verdicts, whole: Place, member: Refuted, steps: number): readonly Refuted[] {
  const { pair } = whole;
  if (verdicts.isWitness(pair, whole, member.instance)) return [{ ...member, pair }];
  const part = { allOf: [pair, member.pair].map((each) => endsOf(each, whole).sent.node) };
  const found = verdicts.ofPart(pair, whole, part, steps, 'any');
  if (found.verdict !== 'not-included' || !verdicts.tells(member.pair, whole, found.witness)) return [];
  return verdicts.isWitness(pair, whole, found.witness) ? [{ pair, instance: found.witness }] : [];
}
