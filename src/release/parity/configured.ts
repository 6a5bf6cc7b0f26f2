import { effectiveApis } from '../../config/effective.ts';
import type { GatewayBlock } from '../../config/gateway-block.ts';
import type { ApiDefinition, SluiceConfig } from '../../config/sluice-config.ts';
import type { JsonObject } from '../../spec/json.ts';
import type { RouteAccess } from '../exposure/access.ts';
import type { Difference } from '../exposure/difference.ts';
import { portableAccess } from '../exposure/portable.ts';
import type { Disparity, ParityWord } from './disparity.ts';
import { calledOn, inSameWords, unlike, waysDiffer, type TargetRoutes, type Way, type Ways } from './ways.ts';

/** An environment and the one that it comes after, at one commit. */
export interface Pair {
  readonly config: SluiceConfig;
  readonly environment: string;
  readonly after: string;
  /** Those to look at. */
  readonly apis: readonly string[];
  /** API → outline of its description, for those with native files. */
  readonly outlines: ReadonlyMap<string, JsonObject>;
  /** Targets whose resources are known; of the others nothing is said. */
  readonly here: readonly TargetRoutes[];
  readonly before: readonly TargetRoutes[];
}

/** Every environment that comes after another, with that one. */
export function pairsIn({
  environments = {},
}: SluiceConfig): { readonly environment: string; readonly after: string }[] {
  return Object.entries(environments).flatMap(([environment, { after }]) =>
    after === undefined || !Object.hasOwn(environments, after) ? [] : [{ environment, after }],
  );
}

/**
 * In what the APIs of two environments differ by git. Blocks can differ by overlays alone, which declare it; native files are compared by
 * what they do: who can call each operation, with what credential and how often.
 */
export function configuredParity(pair: Pair): Disparity[] {
  const { config, environment, after, apis } = pair;
  const [before, here] = [definitionsIn(config, after), definitionsIn(config, environment)];
  const native = new Set(nativeApis(config, [pair]));
  return apis.flatMap((api) => {
    const definitions = { before: before.get(api), here: here.get(api) };
    const found = native.has(api) ? byNative(pair, api) : byBlock(definitions);
    const named = [...found, ...validation(definitions)];
    return named.map((one) => ({ api, environment, after, ...one }));
  });
}

function definitionsIn(config: SluiceConfig, environment: string): Map<string, ApiDefinition> {
  return new Map(effectiveApis(config, environment).map((api) => [api.name, api]));
}

/** APIs in which native files have a say, in an environment of these pairs. */
export function nativeApis(
  { apis = [], environments = {} }: SluiceConfig,
  pairs: readonly Pick<Pair, 'environment' | 'after'>[],
): string[] {
  const named = new Set(pairs.flatMap(({ environment, after }) => [environment, after]));
  const targets = new Set([...named].flatMap((name) => environments[name]?.targets ?? []));
  return apis.flatMap(({ name, native = {} }) =>
    Object.keys(native).some((target) => targets.has(target)) ? [name] : [],
  );
}

type Found = Omit<Disparity, 'api' | 'environment' | 'after'>;

interface Definitions {
  readonly before: ApiDefinition | undefined;
  readonly here: ApiDefinition | undefined;
}

function byBlock({ before, here }: Definitions): Found[] {
  const [was, is] = [routeOf(before), routeOf(here)];
  if (was === undefined && is === undefined) return [];
  if (was === undefined || is === undefined) return [{ ...presence(was === undefined), isDeclared: true }];
  return waysDiffer(was, is).map((difference) => ({ ...described(difference), isDeclared: true }));
}

function routeOf(definition: ApiDefinition | undefined): RouteAccess | undefined {
  return definition && portableAccess([definition], new Map())[0];
}

/** No gateway's routes tell it, and only blocks can ask for it. */
function validation({ before, here }: Definitions): Found[] {
  if (before?.gateway === undefined || here?.gateway === undefined) return [];
  const [was, is] = [before.gateway.validateRequests ?? false, here.gateway.validateRequests ?? false];
  if (was === is) return [];
  const what = `requests ${is ? 'not held' : 'held'} to the description → ${is ? 'held' : 'not held'}`;
  return [{ word: 'validateRequests', what, isDeclared: true, isWeaker: was }];
}

const words: Readonly<Record<Difference['aspect'], ParityWord>> = {
  reach: 'routes',
  auth: 'auth',
  rate: 'rateLimit',
  quota: 'quota',
  size: 'requestSize',
  addresses: 'ips',
  visibility: 'visibility',
  // Of two single ways there are none of these.
  entrances: 'visibility',
  route: 'routes',
};

type Said = Pick<Disparity, 'word' | 'what' | 'isWeaker'>;

function described({ aspect, level, detail }: Difference): Said {
  const isWeaker = level === 'error' || (aspect === 'size' && level === 'warning');
  return { word: words[aspect], what: detail, isWeaker };
}

function presence(isHere: boolean): Said {
  return { word: 'routes', what: isHere ? 'not served → served' : 'served → not served', isWeaker: false };
}

interface Seen {
  readonly said: Said;
  readonly operation: string;
  readonly before: readonly string[];
  readonly here: readonly string[];
}

function byNative(pair: Pair, api: string): Found[] {
  const outline = pair.outlines.get(api);
  const [was, is] = [calledOn(pair.before, api, outline), calledOn(pair.here, api, outline)];
  if (was === undefined || is === undefined) return [];
  const [before, here] = inSameWords(was.ways, is.ways);
  const operations = [...new Set([...before.keys(), ...here.keys()])].sort();
  const missing = { before: here.size > 0 ? was.without : [], here: before.size > 0 ? is.without : [] };
  const seen = operations.flatMap((operation) => [...absent(operation, missing), ...seenAt(operation, before, here)]);
  const declared = declaredWords(pair, api);
  return grouped(seen).map((group) => ({ ...group, of: operations.length, isDeclared: declared.has(group.word) }));
}

/** On some targets of an environment, where others of it have the API: native files that exist for one target only. */
function absent(
  operation: string,
  missing: { readonly before: readonly string[]; readonly here: readonly string[] },
): Seen[] {
  return [
    ...(missing.before.length > 0 ? [{ said: presence(true), operation, before: missing.before, here: [] }] : []),
    ...(missing.here.length > 0 ? [{ said: presence(false), operation, before: [], here: missing.here }] : []),
  ];
}

function seenAt(operation: string, before: Ways, here: Ways): Seen[] {
  const [was, is] = [before.get(operation) ?? [], here.get(operation) ?? []];
  if (before.size === 0 || here.size === 0) return [];
  if (was.length === 0 || is.length === 0)
    return [{ said: presence(was.length === 0), operation, before: targetsOf(was), here: targetsOf(is) }];
  return unlike(was, is).flatMap((found) =>
    found.differences
      // How large a body may be not every kind of gateway tells of native files.
      .filter(({ aspect }) => aspect !== 'size')
      .map((one) => ({
        said: described(one),
        operation,
        before: [found.before.target],
        here: [found.here.target],
      })),
  );
}

function targetsOf(ways: readonly Way[]): string[] {
  return ways.map(({ target }) => target);
}

/** What is the same of several operations, together. */
function grouped(seen: readonly Seen[]): (Said & Required<Pick<Disparity, 'operations' | 'targets'>>)[] {
  const groups = new Map<string, Seen[]>();
  for (const one of seen) {
    const key = [one.said.word, one.said.what].join('\n');
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(one);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const distinct = (of: (one: Seen) => readonly string[]): string[] => [...new Set(group.flatMap(of))].sort();
    const targets = { before: distinct(({ before }) => before), here: distinct(({ here }) => here) };
    return [{ ...first.said, operations: distinct(({ operation }) => [operation]), targets }];
  });
}

const keysThatDeclare: readonly (readonly [key: keyof GatewayBlock, word: ParityWord])[] = [
  ['auth', 'auth'],
  ['rateLimit', 'rateLimit'],
  ['quota', 'quota'],
  ['ips', 'ips'],
  ['visibility', 'visibility'],
];

/** What the overlays of either environment say to be different. */
function declaredWords({ config, environment, after }: Pair, api: string): ReadonlySet<ParityWord> {
  return new Set(
    [environment, after].flatMap((name) => {
      const overlays = config.environments?.[name]?.overlays ?? {};
      const overlay = Object.hasOwn(overlays, api) ? overlays[api] : undefined;
      const said = keysThatDeclare.filter(([key]) => overlay?.gateway?.[key] !== undefined).map(([, word]) => word);
      return [...said, ...(overlay?.differs ?? [])];
    }),
  );
}
