import { objectAt, wholeAt } from '../../spec/at.ts';
import { asObject, canonicalJson, own, type JsonObject } from '../../spec/json.ts';
import { once } from '../../spec/once.ts';
import { flowName } from '../../spec/security.ts';
import { matchInTurn, type Both } from '../matching.ts';
import { deepestSpot } from '../operations/places.ts';
import type { Spot } from '../schemas/schema-view.ts';
import type { Side } from '../side.ts';
import type { Names, SchemeNames } from './ways.ts';

/** A security scheme that a description declares. */
export interface Scheme {
  readonly name: string;
  /** References followed. */
  readonly node: JsonObject;
  /** Its entry among the components. */
  readonly spot: Spot;
}

/** Where the scheme itself says something: in another file, where its entry is a reference to one. */
export function spotIn({ node, spot }: Scheme, keys: readonly string[]): Spot {
  const found = deepestSpot(spot.side, node, keys);
  return found.key === undefined ? spot : found;
}

/** Every scheme by name. OpenAPI 3: components.securitySchemes; 2.0: securityDefinitions. */
export const schemesOf = once((side: Side): ReadonlyMap<string, Scheme> => {
  const { description } = side;
  const { root } = description;
  const components = wholeAt(description, own(root, 'components'));
  const holder =
    wholeAt(description, own(components, 'securitySchemes')) ?? wholeAt(description, own(root, 'securityDefinitions'));
  return new Map(
    Object.entries(holder ?? {}).flatMap(([name, raw]): [string, Scheme][] => {
      const node = objectAt(description, raw);
      return node === undefined || holder === undefined
        ? []
        : [[name, { name, node, spot: { side, node: holder, key: name } }]];
    }),
  );
});

/** Schemes that both declare. */
export function schemePairs(base: Side, head: Side): Both<Scheme>[] {
  const now = schemesOf(head);
  return [...schemesOf(base).values()].flatMap((before) => {
    const after = now.get(before.name);
    return after === undefined ? [] : [{ before, after }];
  });
}

/**
 * What schemes were called before: those that ask for the same as one that is gone, or that says something else now. Clients never see the
 * name of a scheme.
 */
export function schemeNames(base: Side, head: Side): SchemeNames {
  const [old, now] = [schemesOf(base), schemesOf(head)];
  const former = namesAmong(
    [...old.values()].filter(({ name }) => !now.has(name)),
    [...now.values()].filter(({ name }) => !old.has(name)),
  );
  const rewritten = schemePairs(base, head).filter(({ before, after }) => contentOf(before) !== contentOf(after));
  const exchanged = namesAmong(
    rewritten.map(({ before }) => before),
    rewritten.map(({ after }) => after),
  );
  return { former, exchanged: exchanged.size === 0 ? undefined : new Map([...former, ...exchanged]) };
}

function namesAmong(before: readonly Scheme[], after: readonly Scheme[]): Names {
  const { both } = matchInTurn(before, after, [contentOf, credentialsAndSource]);
  return new Map(both.map((pair) => [pair.after.name, pair.before.name]));
}

function contentOf({ node }: Scheme): string {
  return canonicalJson(Object.fromEntries(Object.entries(node).filter(([key]) => key !== 'description')));
}

/** Where clients get the tokens of a flow (OpenAPI 3.2, OAuth Flow Object). */
export const flowAddresses = ['authorizationUrl', 'tokenUrl', 'refreshUrl', 'deviceAuthorizationUrl'] as const;

/** What a client has to know of a scheme: hints, scopes that nobody asks for and words for people leave it as it is, in any version. */
function credentialsAndSource(scheme: Scheme): string {
  const credentials = credentialsOf(scheme);
  if (credentials === '') return contentOf(scheme);
  const flows = [...flowsOf(scheme)].map(([name, flow]) => [
    name,
    ...flowAddresses.map((key) => textOf(flow, key) ?? null),
  ]);
  return canonicalJson([credentials, textOf(scheme.node, 'openIdConnectUrl') ?? null, flows.sort()]);
}

/** The text that a key holds; undefined: none, or no text. */
export function textOf(node: JsonObject | undefined, key: string): string | undefined {
  const value = own(node, key);
  return typeof value === 'string' ? value : undefined;
}

/** How a request carries the credentials of a scheme, in words that differ where requests do. */
export function credentialsOf({ node }: Scheme): string {
  switch (textOf(node, 'type')) {
    case 'apiKey':
      return partName(textOf(node, 'in') ?? '', textOf(node, 'name') ?? '');
    case 'http':
      return `header authorization: ${(textOf(node, 'scheme') ?? '').toLowerCase()}`;
    case 'basic':
      return 'header authorization: basic';
    case 'oauth2':
    case 'openIdConnect':
      return 'header authorization: bearer';
    case 'mutualTLS':
      return 'a client certificate';
    default:
      return '';
  }
}

/** The part of a request that holds the credentials of a scheme, as `partName` calls it; a certificate is in none. */
export function carrierOf(scheme: Scheme): string {
  return credentialsOf(scheme).replace(/^(header authorization):.*$/s, '$1');
}

/** A parameter’s place and name, in which header names are the same in other letters. */
export function partName(place: string, name: string): string {
  return `${place} ${place === 'header' ? name.toLowerCase() : name}`;
}

/** OAuth 2.0 flows by the names of OpenAPI 3; a scheme of 2.0 has one alone. */
export function flowsOf({ node }: Scheme): ReadonlyMap<string, JsonObject> {
  const old = textOf(node, 'flow');
  if (old !== undefined) return new Map([[flowName(old), node]]);
  return new Map(
    Object.entries(asObject(own(node, 'flows')) ?? {}).flatMap(([name, value]): [string, JsonObject][] => {
      const flow = name.startsWith('x-') ? undefined : asObject(value);
      return flow === undefined ? [] : [[name, flow]];
    }),
  );
}
