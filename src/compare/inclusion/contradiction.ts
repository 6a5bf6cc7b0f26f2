import type { Claim, Formula } from './formula.ts';
import type { Universe } from './universe.ts';

type Of<Type extends Claim['type']> = Extract<Claim, { readonly type: Type }>;

/** What has to hold of a value of the claim's type so that the claim does not. */
export function contradiction(claim: Claim, universe: Universe): Formula[] {
  if ('count' in claim) return [ofSize(claim, universe)];
  switch (claim.type) {
    case 'number':
      return [ofNumber(claim, universe)];
    case 'string':
      return [universe.claim({ ...claim, holds: !claim.holds })];
    case 'array':
      return ofArray(claim, universe);
    case 'object':
      return ofObject(claim, universe);
  }
}

function ofSize(claim: Extract<Claim, { readonly count: number }>, universe: Universe): Formula {
  const { claim: which, count } = claim;
  if (which === 'least')
    return count === 0 ? universe.false : universe.claim({ ...claim, claim: 'most', count: count - 1 });
  return count === Infinity ? universe.false : universe.claim({ ...claim, claim: 'least', count: count + 1 });
}

function ofNumber(claim: Of<'number'>, universe: Universe): Formula {
  if (claim.claim === 'multiple') return universe.claim({ ...claim, holds: !claim.holds });
  return universe.claim({ ...claim, claim: claim.claim === 'above' ? 'below' : 'above', open: !claim.open });
}

function ofArray(claim: Exclude<Of<'array'>, { readonly count: number }>, universe: Universe): Formula[] {
  switch (claim.claim) {
    case 'unique':
      return [universe.claim({ ...claim, holds: !claim.holds })];
    case 'item':
      return [
        universe.claim({ type: 'array', claim: 'least', count: claim.index + 1 }),
        universe.claim({ ...claim, value: universe.not(claim.value) }),
      ];
    case 'rest':
      return [
        universe.claim({ ...claim, claim: 'contains', value: universe.not(claim.value), least: 1, most: Infinity }),
      ];
    case 'contains': {
      const { least, most } = claim;
      const fewer = least === 0 ? universe.false : universe.claim({ ...claim, least: 0, most: least - 1 });
      const more = most === Infinity ? universe.false : universe.claim({ ...claim, least: most + 1, most: Infinity });
      return [universe.or([fewer, more])];
    }
  }
}

function ofObject(claim: Exclude<Of<'object'>, { readonly count: number }>, universe: Universe): Formula[] {
  switch (claim.claim) {
    case 'required':
      return [universe.claim({ ...claim, claim: 'absent' })];
    case 'absent':
      return [universe.claim({ ...claim, claim: 'required' })];
    case 'property':
      return [
        universe.claim({ type: 'object', claim: 'required', name: claim.name }),
        universe.claim({ ...claim, value: universe.not(claim.value) }),
      ];
    case 'each':
      return [universe.claim({ ...claim, claim: 'some', value: universe.not(claim.value) })];
    case 'some':
      return [universe.claim({ ...claim, claim: 'each', value: universe.not(claim.value) })];
  }
}
