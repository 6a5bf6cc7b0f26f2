import type { OperationView } from '../../spec/operations.ts';
import { credentialsOf, schemePairs, spotIn, textOf } from '../security/schemes.ts';
import { asksForExchanged, waysOf } from '../security/ways.ts';
import { plain } from '../wording.ts';
import type { DocumentCheck, Finding, Matched } from './check.ts';

export const securityCredentials: DocumentCheck = {
  kind: 'document',
  title: 'How credentials are sent',
  why: 'Clients go on sending the key or token where it was asked for until now, and are refused.',
  instead: 'Add a second scheme with the new header, parameter or HTTP scheme, and accept both for a while.',
  ids: {
    'api-security-component-credentials-changed': 'error',
  },
  ours: ['api-security-component-credentials-changed'],
  examples: [
    {
      of: 'document',
      before:
        '{ security: [{ a: [] }], paths: { /a: { get: { responses: {} } } }, components: { securitySchemes: { a: { type: apiKey, in: header, name: X-A } } } }',
      after:
        '{ security: [{ a: [] }], paths: { /a: { get: { responses: {} } } }, components: { securitySchemes: { a: { type: apiKey, in: header, name: X-B } } } }',
    },
    {
      of: 'document',
      before:
        '{ security: [{ a: [] }], paths: { /a: { get: { responses: {} } } }, components: { securitySchemes: { a: { type: http, scheme: basic } } } }',
      after:
        '{ security: [{ a: [] }], paths: { /a: { get: { responses: {} } } }, components: { securitySchemes: { a: { type: http, scheme: bearer } } } }',
    },
  ],
  compare: ({ both }, { base, head, schemeNames }) => {
    const users = usersByScheme(
      both.filter((pair) => !asksForExchanged(pair.before.securityNode, pair.after.securityNode, schemeNames)),
    );
    return schemePairs(base, head).flatMap(({ before, after }): Finding[] => {
      const [from, to] = [credentialsOf(before), credentialsOf(after)];
      const operations = users.get(before.name);
      if (from === to || operations === undefined) return [];
      const id = 'api-security-component-credentials-changed';
      const key = CARRYING.find((name) => textOf(before.node, name) !== textOf(after.node, name)) ?? 'type';
      const [old, now] = [spotIn(before, [key]), spotIn(after, [key])];
      return [{ id, args: [before.name, from, to], before: old, after: now, cause: before.spot, operations }];
    });
  },
  say: ({ args: [name, from, to] }) =>
    `The credentials of security scheme ${plain(name)} are sent in another way: not as ${plain(from)} but as ${plain(to)}.`,
};

/** What says how credentials are carried (OpenAPI 3.1, Security Scheme Object). */
const CARRYING = ['type', 'in', 'name', 'scheme'] as const;

/** Operations that asked for a scheme and still do. */
function usersByScheme(both: Matched['both']): ReadonlyMap<string, readonly OperationView[]> {
  const users = new Map<string, OperationView[]>();
  for (const { before, after, reversed } of both) {
    if (reversed) continue;
    const still = schemesAskedBy(after);
    for (const name of schemesAskedBy(before)) {
      if (!still.has(name)) continue;
      const known = users.get(name);
      if (known === undefined) users.set(name, [before]);
      else known.push(before);
    }
  }
  return users;
}

function schemesAskedBy({ securityNode }: OperationView): ReadonlySet<string> {
  return new Set(waysOf(securityNode)?.flatMap(({ scopes }) => [...scopes.keys()]));
}
