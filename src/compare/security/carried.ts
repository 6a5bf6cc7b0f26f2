import { own } from '../../spec/json.ts';
import type { OperationView, ParameterView } from '../../spec/operations.ts';
import { mergedParameters } from '../../spec/view-parts.ts';
import type { Side } from '../side.ts';
import { carrierOf, partName, schemesOf, textOf } from './schemes.ts';
import { effective, waysOf, type Names, type Way } from './ways.ts';

/**
 * The parts of a request that parameters ask for in each. Also those are read that are ignored by the letter, such as `Authorization`:
 * people mean them.
 */
function partsRequired({ description }: Side, { pathItem, node }: OperationView): ReadonlySet<string> {
  const required = mergedParameters(description, pathItem, node).filter((each) => own(each.node, 'required') === true);
  return new Set(required.map((each) => partName(textOf(each.node, 'in') ?? '', textOf(each.node, 'name') ?? '')));
}

/**
 * The ways without schemes whose credentials every request of an operation had before, since a parameter asked for them: the same key may
 * be written as the one and as the other.
 */
export function lessWhatWasSent(
  ways: readonly Way[],
  { base, head, names }: { readonly base: Side; readonly head: Side; readonly names: Names },
  before: OperationView,
): readonly Way[] {
  const sent = partsRequired(base, before);
  const schemes = sent.size === 0 ? [] : [...schemesOf(head).values()];
  const carried = schemes.filter((scheme) => sent.has(carrierOf(scheme)));
  const isSent = new Set(carried.map(({ name }) => names.get(name) ?? name));
  return ways.map((way) => ({ ...way, scopes: new Map([...way.scopes].filter(([name]) => !isSent.has(name))) }));
}

/** Tells whether a parameter is what security asks for, in each of its ways or in some. */
export function credentials(
  side: Side,
  { securityNode }: OperationView,
): (parameter: ParameterView, by: 'every' | 'some') => boolean {
  const schemes = schemesOf(side);
  const ways = effective(waysOf(securityNode));
  const count = new Map<string, number>();
  for (const { scopes } of ways) {
    const parts = [...scopes.keys()].map((name) => schemes.get(name)).map((scheme) => scheme && carrierOf(scheme));
    for (const part of new Set(parts)) if (part !== undefined) count.set(part, (count.get(part) ?? 0) + 1);
  }
  return (parameter, by) =>
    (count.get(partName(parameter.in, parameter.name)) ?? 0) >= (by === 'every' ? ways.length : 1);
}
