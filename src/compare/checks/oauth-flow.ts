import type { Json, JsonObject } from '../../spec/json.ts';
import { asObject, own } from '../../spec/json.ts';
import type { Sameness } from '../schemas/same.ts';
import type { Spot } from '../schemas/schema-view.ts';
import { flowAddresses, flowsOf, schemePairs, spotIn, textOf, type Scheme } from '../security/schemes.ts';
import { plain } from '../wording.ts';
import type { DocumentCheck, Finding } from './check.ts';

export const oauthFlow: DocumentCheck = {
  kind: 'document',
  title: 'OAuth 2.0 flows',
  why: 'Clients get their tokens at these addresses and ask for these scopes by name.',
  instead: 'Add the new scope or address beside the old one, move clients, then remove the old one.',
  ids: {
    'api-security-component-oauth-url-changed': 'info',
    'api-security-component-oauth-token-url-changed': 'info',
    'api-security-component-oauth-scope-added': 'info',
    'api-security-component-oauth-scope-removed': 'info',
    'api-security-component-oauth-scope-changed': 'info',
    'api-security-component-oauth-flow-changed': 'info',
    'api-security-component-oauth-flow-removed': 'warning',
  },
  ours: ['api-security-component-oauth-flow-changed', 'api-security-component-oauth-flow-removed'],
  examples: [
    {
      of: 'document',
      before:
        'components: { securitySchemes: { a: { type: oauth2, flows: { implicit: { authorizationUrl: https://a.example, scopes: { r: read, w: write } } } } } }',
      after:
        'components: { securitySchemes: { a: { type: oauth2, flows: { implicit: { authorizationUrl: https://b.example, tokenUrl: https://t.example, scopes: { r: look, x: run } } } } } }',
    },
    {
      of: 'document',
      before:
        'components: { securitySchemes: { a: { type: oauth2, flows: { clientCredentials: { tokenUrl: https://a.example, scopes: {} } } } } }',
      after:
        'components: { securitySchemes: { a: { type: oauth2, flows: { clientCredentials: { tokenUrl: https://b.example, scopes: {} } } } } }',
    },
    {
      of: 'document',
      before:
        'components: { securitySchemes: { a: { type: oauth2, flows: { clientCredentials: { tokenUrl: https://a.example, scopes: {} } } } } }',
      after:
        'components: { securitySchemes: { a: { type: oauth2, flows: { password: { tokenUrl: https://a.example, scopes: {} } } } } }',
    },
  ],
  compare: (_matched, { base, head, same }) =>
    schemePairs(base, head).flatMap(({ before, after }) => {
      const [old, now] = [flowsOf(before), flowsOf(after)];
      const finding = (id: string, args: readonly Json[], flow: string, keys: readonly string[] = []): Finding => ({
        id: `api-security-component-oauth-${id}`,
        args: [before.name, ...args],
        before: spotInFlow(before, flow, keys),
        after: spotInFlow(after, flow, keys),
        cause: before.spot,
      });
      const removed = isOauth(after) ? [...old.keys()].filter((name) => !now.has(name)) : [];
      return [
        ...removed.map((name) => finding('flow-removed', [name], name)),
        ...[...now].flatMap(([name, flow]) => {
          const known = old.get(name);
          const events = known === undefined ? [] : changed(known, flow, same);
          if (name === 'implicit') return events.map(([id, ...args]) => finding(id, args, name, keysOf(id, args)));
          return events.length === 0 ? [] : [finding('flow-changed', [name, events.map(([, ...args]) => args)], name)];
        }),
      ];
    }),
  say: ({ id, args: [name, ...rest] }) => `OAuth 2.0 of security scheme ${plain(name)}: ${outcome(id, rest)}.`,
};

function outcome(id: string, [what, from, to]: readonly Json[]): string {
  if (id.endsWith('-flow-removed')) return `the ${plain(what)} flow is gone`;
  if (id.endsWith('-flow-changed')) return `the ${plain(what)} flow has other addresses, scopes or words for them`;
  if (id.endsWith('-scope-added')) return `scope ${plain(what)} is new`;
  if (id.endsWith('-scope-removed')) return `scope ${plain(what)} is gone`;
  if (id.endsWith('-scope-changed')) return `scope ${plain(what)} is described in another way`;
  return `${plain(what)} went from ${plain(from)} to ${plain(to)}`;
}

/** OpenAPI 2.0 has one flow, in the scheme itself. */
function spotInFlow(scheme: Scheme, flow: string, keys: readonly string[]): Spot {
  const isOld = Object.hasOwn(scheme.node, 'flow');
  return spotIn(scheme, isOld ? (keys.length === 0 ? ['flow'] : keys) : ['flows', flow, ...keys]);
}

/** Where in its flow an event is to be seen. */
function keysOf(id: string, [what]: readonly Json[]): string[] {
  const key = typeof what === 'string' ? [what] : [];
  return id.startsWith('scope-') ? ['scopes', ...key] : key;
}

type Event = readonly [id: string, ...args: Json[]];

/** The public ids are known to speak of the implicit flow alone; of the others one id says that something changed. */
function changed(before: JsonObject, after: JsonObject, same: Sameness): Event[] {
  const moved = flowAddresses.flatMap((key): Event[] => {
    const [from, to] = [textOf(before, key) ?? null, textOf(after, key) ?? null];
    return from === to ? [] : [[key === 'tokenUrl' ? 'token-url-changed' : 'url-changed', key, from, to]];
  });
  const [old, now] = [asObject(own(before, 'scopes')) ?? {}, asObject(own(after, 'scopes')) ?? {}];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const scopes = names.flatMap((scope): Event[] => {
    const [from, to] = [own(old, scope), own(now, scope)];
    if (same.equal(from, to)) return [];
    return [[from === undefined ? 'scope-added' : to === undefined ? 'scope-removed' : 'scope-changed', scope]];
  });
  return [...moved, ...scopes];
}

/** A scheme of another type has no flows; that its type changed is said elsewhere. */
function isOauth({ node }: Scheme): boolean {
  return textOf(node, 'type') === 'oauth2';
}
