import { canonicalJson, own, type Json, type JsonObject } from '../../spec/json.ts';
import { compare, decimal, isMultiple } from './decimal.ts';
import type { Evaluator } from './evaluate.ts';
import type { Claim, Formula, NameSet } from './formula.ts';
import { typeOf } from './keywords.ts';
import { codePoints } from './plain-values.ts';

/** Whether a formula holds of an instance. */
export function holds(formula: Formula, value: Json, evaluator: Evaluator): boolean {
  switch (formula.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'and':
      return formula.parts.every((part) => holds(part, value, evaluator));
    case 'or':
      return formula.parts.some((part) => holds(part, value, evaluator));
    case 'schema':
      return evaluator.valid(formula.node, value) === formula.valid;
    case 'types':
      return formula.types.has(typeOf(value));
    case 'values':
      return formula.texts.has(canonicalJson(value)) === formula.among;
    case 'claim':
      return claimed(formula.claim, value, evaluator);
  }
}

function claimed(claim: Claim, value: Json, evaluator: Evaluator): boolean {
  if (typeOf(value) !== claim.type) return true;
  if (typeof value === 'number') return ofNumber(claim, value);
  if (typeof value === 'string') return ofString(claim, value, evaluator);
  return Array.isArray(value)
    ? ofArray(claim, value as readonly Json[], evaluator)
    : ofObject(claim, value as JsonObject, evaluator);
}

function ofNumber(claim: Claim, value: number): boolean {
  switch (claim.claim) {
    case 'above':
      return compare(decimal(value), claim.value) >= (claim.open ? 1 : 0);
    case 'below':
      return compare(decimal(value), claim.value) <= (claim.open ? -1 : 0);
    case 'multiple':
      return isMultiple(decimal(value), claim.of) === claim.holds;
    default:
      return true;
  }
}

function ofString(claim: Claim, value: string, evaluator: Evaluator): boolean {
  switch (claim.claim) {
    case 'pattern':
      return evaluator.matches(claim.source, value) === claim.holds;
    case 'least':
      return codePoints(value) >= claim.count;
    case 'most':
      return codePoints(value) <= claim.count;
    default:
      return true;
  }
}

function ofArray(claim: Claim, value: readonly Json[], evaluator: Evaluator): boolean {
  switch (claim.claim) {
    case 'least':
      return value.length >= claim.count;
    case 'most':
      return value.length <= claim.count;
    case 'unique':
      return (new Set(value.map(canonicalJson)).size === value.length) === claim.holds;
    case 'item': {
      const item = value[claim.index];
      return item === undefined || holds(claim.value, item, evaluator);
    }
    case 'rest':
      return [...new Set(value.slice(claim.from))].every((item) => holds(claim.value, item, evaluator));
    case 'contains': {
      const kinds = new Map([...new Set(value)].map((item) => [item, holds(claim.value, item, evaluator)]));
      const found = value.slice(claim.from).filter((item) => kinds.get(item)).length;
      return found >= claim.least && found <= claim.most;
    }
    default:
      return true;
  }
}

function ofObject(claim: Claim, value: JsonObject, evaluator: Evaluator): boolean {
  const names = Object.keys(value);
  switch (claim.claim) {
    case 'least':
      return names.length >= claim.count;
    case 'most':
      return names.length <= claim.count;
    case 'required':
      return Object.hasOwn(value, claim.name);
    case 'absent':
      return !Object.hasOwn(value, claim.name);
    case 'property': {
      const item = own(value, claim.name);
      return item === undefined || holds(claim.value, item, evaluator);
    }
    case 'each':
    case 'some': {
      // Some one is so; or none is not so.
      const isSome = claim.claim === 'some';
      const decides = (name: string): boolean =>
        fits(claim.names, name, evaluator) && holds(claim.value, own(value, name) ?? null, evaluator) === isSome;
      return names.some(decides) === isSome;
    }
    default:
      return true;
  }
}

/** Whether a property name belongs to the set. */
export function fits(names: NameSet, name: string, evaluator: Evaluator): boolean {
  return (
    !names.except.includes(name) &&
    names.within.every((pattern) => evaluator.matches(pattern, name)) &&
    !names.outside.some((pattern) => evaluator.matches(pattern, name)) &&
    (names.like === undefined || holds(names.like, name, evaluator))
  );
}
