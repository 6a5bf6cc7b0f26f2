import type { Claim, Formula, NameSet } from './formula.ts';

/** A statement about the values under some names. */
export interface Named {
  readonly names: NameSet;
  readonly value: Formula;
}

/** All that some claims ask of the properties of one object. */
export interface Demand {
  least: number;
  most: number;
  readonly required: Set<string>;
  readonly absent: Set<string>;
  readonly properties: Map<string, Formula[]>;
  readonly each: Named[];
  readonly some: Named[];
}

/** Claims about objects as one demand. */
export function demandOf(claims: readonly Claim[]): Demand {
  const demand: Demand = {
    least: 0,
    most: Infinity,
    required: new Set(),
    absent: new Set(),
    properties: new Map(),
    each: [],
    some: [],
  };
  for (const claim of claims) {
    if (claim.claim === 'least') demand.least = Math.max(demand.least, claim.count);
    else if (claim.claim === 'most') demand.most = Math.min(demand.most, claim.count);
    else if (claim.claim === 'required' || claim.claim === 'absent') demand[claim.claim].add(claim.name);
    else if (claim.claim === 'each' || claim.claim === 'some') demand[claim.claim].push(claim);
    else if (claim.claim === 'property') {
      demand.properties.set(claim.name, [...(demand.properties.get(claim.name) ?? []), claim.value]);
    }
  }
  return demand;
}
