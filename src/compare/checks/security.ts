import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { plain } from '../facts.ts';
import type { Side } from '../side.ts';
import type { DocumentCheck, Finding } from './check.ts';
import type { Spot } from '../schema-view.ts';

export const security: DocumentCheck = {
  kind: 'document',
  title: 'Security requirements',
  why: 'Requests that carry what was asked for until now are refused; or the way in is open to more than before.',
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
  compare: ({ both }, { base, head }) => [
    ...requirements(
      'api-global-security',
      { side: base, node: base.description.root },
      { side: head, node: head.description.root },
    ),
    ...both.flatMap((pair) =>
      requirements('api-security', { side: base, node: pair.before.node }, { side: head, node: pair.after.node }).map(
        (finding) => ({
          ...finding,
          operations: [pair.before],
        }),
      ),
    ),
  ],
  say: ({ id, args: [scheme, scope] }) => {
    const outcome = id.endsWith('-added') ? 'is new' : 'is gone';
    const name = scheme === '' ? 'access without credentials' : plain(scheme);
    return `${id.startsWith('api-global') ? 'Security of the whole API' : 'Security'}: ${scope === undefined ? name : `scope ${plain(scope)} of ${name}`} ${outcome}.`;
  },
};

interface Place {
  readonly side: Side;
  readonly node: JsonObject;
}

function requirements(stem: string, before: Place, after: Place): Finding[] {
  const [old, now] = [alternatives(before.node), alternatives(after.node)];
  const from: Spot = { ...before, key: 'security' };
  const to: Spot = { ...after, key: 'security' };
  const opened = stem === 'api-global-security' && now.size === 0;
  const closed = old.size === 0;
  return [
    ...missing(old, now).map((name): Finding => ({
      id: `${stem}-removed`,
      args: [name],
      before: from,
      ...(opened ? { level: 'info' } : {}),
    })),
    ...missing(now, old).map((name): Finding => ({
      id: `${stem}-added`,
      args: [name],
      after: to,
      ...(closed && name !== '' ? { level: 'error' } : {}),
    })),
    ...scopes(old, now).map((args): Finding => ({ id: `${stem}-scope-removed`, args, before: from })),
    ...scopes(now, old).map((args): Finding => ({ id: `${stem}-scope-added`, args, after: to })),
  ];
}

type Alternatives = ReadonlyMap<string, JsonObject>;

/** Each way in by the schemes that it needs together. */
function alternatives(node: JsonObject): Alternatives {
  const list = own(node, 'security');
  const objects = (Array.isArray(list) ? list : [])
    .map((item: Json) => asObject(item))
    .filter((item) => item !== undefined);
  return new Map(objects.map((item) => [Object.keys(item).sort().join(' AND '), item]));
}

function missing(from: Alternatives, to: Alternatives): string[] {
  return [...from.keys()].filter((name) => !to.has(name));
}

/** Scopes of the first that the second does not have, for the ways in that both have. */
function scopes(from: Alternatives, to: Alternatives): [string, string][] {
  return [...from].flatMap(([name, schemes]) => {
    const others = to.get(name);
    if (others === undefined) return [];
    return Object.keys(schemes).flatMap((scheme) => {
      const known = scopesOf(others, scheme);
      return scopesOf(schemes, scheme)
        .filter((scope) => !known.includes(scope))
        .map((scope): [string, string] => [scheme, scope]);
    });
  });
}

function scopesOf(schemes: JsonObject, scheme: string): string[] {
  const listed = own(schemes, scheme);
  return Array.isArray(listed) ? listed.filter((scope): scope is string => typeof scope === 'string') : [];
}
