import type { Json, JsonObject } from '../../spec/json.ts';
import { once } from '../../spec/once.ts';
import { matchInTurn } from '../matching.ts';
import type { Spot } from '../schemas/schema-view.ts';
import { lessWhatWasSent } from '../security/carried.ts';
import { namesFor, sufficing, waysOf, wayText, type Names, type SchemeNames, type Way } from '../security/ways.ts';
import type { Side } from '../side.ts';
import { fewOf, listed, plain } from '../wording.ts';
import type { DocumentCheck, Finding } from './check.ts';

export const security: DocumentCheck = {
  kind: 'document',
  title: 'Security requirements',
  why: 'Requests that carry what was asked for until now are refused; or the way in is open to more than before.',
  instead: 'List the new requirement as an alternative first; make it the only one when clients send it.',
  ids: {
    'api-security-added': 'info',
    'api-security-removed': 'error',
    'api-security-scope-added': 'error',
    'api-security-scope-removed': 'info',
    'api-global-security-added': 'info',
    'api-global-security-removed': 'error',
    'api-global-security-scope-added': 'error',
    'api-global-security-scope-removed': 'info',
  },
  examples: [
    {
      of: 'operation',
      before: '{ security: [{ a: [] }], responses: {} }',
      after: '{ security: [{ b: [] }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ security: [{ a: [read] }], responses: {} }',
      after: '{ security: [{ a: [write] }], responses: {} }',
    },
    { of: 'document', before: '{ security: [{ a: [] }] }', after: '{ security: [{ b: [] }] }' },
    { of: 'document', before: '{ security: [{ a: [read] }] }', after: '{ security: [{ a: [write] }] }' },
  ],
  compare: ({ both }, { base, head, schemeNames }) => [
    ...global(base, head, schemeNames),
    ...both.flatMap(({ before, after }) => {
      const names = namesFor(before.securityNode, after.securityNode, schemeNames);
      const found = requirements(
        'api-security',
        { side: base, node: before.node },
        { side: head, node: after.node, names },
      );
      if (found.length === 0) return [];
      const asked = (waysOf(after.securityNode, names) ?? []).filter(({ name }) => name !== '');
      const serves = once(sufficing(lessWhatWasSent(asked, { base, head, names }, before)));
      return found
        .filter(({ args: [way] }) => way !== '')
        .map((finding) => ({ ...finding, ...lowered(finding, serves), operations: [before] }));
    }),
  ],
  say: ({ id, args: [scheme, scope] }) => {
    const outcome = id.endsWith('-added') ? 'is new' : 'is gone';
    const name = scheme === '' ? 'access without credentials' : plain(scheme);
    return `${id.startsWith('api-global') ? 'Security of the whole API' : 'Security'}: ${scopedName(name, scope)} ${outcome}.`;
  },
};

/** @param scope one that comes or goes, or the list of those by which a way is known from others with the same schemes. */
function scopedName(name: string, scope: Json | undefined): string {
  if (!Array.isArray(scope)) return scope === undefined ? name : `scope ${plain(scope)} of ${name}`;
  if (scope.length === 0) return `${name} without scopes`;
  const [few, more] = fewOf(scope.map(plain));
  return `${name} with ${scope.length === 1 ? 'scope' : 'scopes'} ${listed(few, more, ', ')}`;
}

interface Place {
  readonly side: Side;
  readonly node: JsonObject;
  readonly names?: Names;
}

interface Judged extends Finding {
  /** What let in until now those who may be shut out by it. */
  readonly old?: Way;
}

/** For the whole document it is only mentioned: whom it shuts out is said of the operations that have no requirement of their own. */
function global(base: Side, head: Side, schemeNames: SchemeNames): Finding[] {
  const [before, after] = [base.description.root, head.description.root];
  const names = namesFor(before, after, schemeNames);
  const found = requirements('api-global-security', { side: base, node: before }, { side: head, node: after, names });
  return found.map((finding) => ({ ...finding, level: 'info' }));
}

/** Who came in by the way that is gone, or that asks for more now, comes in by another one: `a AND b` became `a`. */
function lowered({ old }: Judged, serves: (way: Way) => boolean): { level?: 'info' } {
  return old !== undefined && serves(old) ? { level: 'info' } : {};
}

function requirements(stem: string, before: Place, after: Place): Judged[] {
  const from: Spot = { side: before.side, node: before.node, key: 'security' };
  const to: Spot = { side: after.side, node: after.node, key: 'security' };
  const [old, now] = [waysOf(before.node, before.names) ?? [], waysOf(after.node, after.names) ?? []];
  const exact = matchInTurn(old, now, [wayText]);
  const same = matchInTurn(onlyOf(exact.removed), onlyOf(exact.added), [({ name }) => name]);
  const changed = new Set(same.both.flatMap((pair) => [pair.before, pair.after]));
  const rest = (ways: readonly Way[]): readonly Way[] => ways.filter((way) => !changed.has(way));
  const told =
    (end: 'before' | 'after', list: Spot) =>
    (event: string, way: Way, args: readonly Json[]): Judged => ({
      id: `${stem}-${event}`,
      args,
      [end]: wayIn(list, way),
      cause: list,
    });
  const named = (ways: readonly Way[]): ReadonlySet<string> => new Set(ways.map(({ name }) => name));
  const [oldNames, nowNames] = [named(old), named(now)];
  const [gone, come] = [told('before', from), told('after', to)];
  return [
    ...rest(exact.removed).map((way) => ({ ...gone('removed', way, nameAmong(way, nowNames)), old: way })),
    ...rest(exact.added).map((way) => come('added', way, nameAmong(way, oldNames))),
    ...same.both.flatMap((pair) => [
      ...scopes(pair.before, pair.after).map((args) => gone('scope-removed', pair.before, args)),
      ...scopes(pair.after, pair.before).map((args) => ({
        ...come('scope-added', pair.after, args),
        old: pair.before,
      })),
    ]),
  ];
}

/** Its schemes, and its scopes where the other side has a way with the same schemes. */
function nameAmong({ name, scopes }: Way, others: ReadonlySet<string>): readonly Json[] {
  if (name === '' || !others.has(name)) return [name];
  return [name, [...new Set([...scopes.values()].flatMap((list) => [...list]))].sort()];
}

function wayIn(list: Spot, { written }: Way): Spot {
  return written === undefined ? list : { side: list.side, node: written };
}

/** Ways that no other one shares its schemes with: two with the same schemes cannot be told apart once their scopes change. */
function onlyOf(ways: readonly Way[]): readonly Way[] {
  const known = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of ways) (known.has(name) ? shared : known).add(name);
  return ways.filter(({ name }) => !shared.has(name));
}

/** Scopes of the first that the second does not have. */
function scopes(from: Way, to: Way): [string, string][] {
  return [...from.scopes].flatMap(([scheme, list]) =>
    [...list]
      .filter((scope) => to.scopes.get(scheme)?.has(scope) !== true)
      .map((scope): [string, string] => [scheme, scope]),
  );
}
