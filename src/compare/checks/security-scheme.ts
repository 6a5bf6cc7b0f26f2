import { schemePairs, schemesOf, spotIn, textOf } from '../security/schemes.ts';
import { plain } from '../wording.ts';
import type { DocumentCheck, Finding } from './check.ts';

export const securityScheme: DocumentCheck = {
  kind: 'document',
  title: 'Security schemes',
  why: 'How clients prove who they are is part of every call that they make.',
  instead: 'Add the new scheme beside the old one as an alternative, and remove the old one when nobody uses it.',
  ids: {
    'api-security-component-added': 'info',
    'api-security-component-removed': 'info',
    'api-security-component-type-changed': 'info',
    'api-security-component-open-id-connect-url-changed': 'info',
  },
  ours: ['api-security-component-open-id-connect-url-changed'],
  examples: [
    {
      of: 'document',
      before: 'components: { securitySchemes: { a: { type: http, scheme: basic } } }',
      after: 'components: { securitySchemes: {} }',
    },
    {
      of: 'document',
      before: 'components: { securitySchemes: {} }',
      after: 'components: { securitySchemes: { a: { type: http, scheme: basic } } }',
    },
    {
      of: 'document',
      before: 'components: { securitySchemes: { a: { type: http, scheme: basic } } }',
      after: 'components: { securitySchemes: { a: { type: apiKey, in: header, name: k } } }',
    },
    {
      of: 'document',
      before: 'components: { securitySchemes: { a: { type: openIdConnect, openIdConnectUrl: https://a.example } } }',
      after: 'components: { securitySchemes: { a: { type: openIdConnect, openIdConnectUrl: https://b.example } } }',
    },
  ],
  compare: (_matched, { base, head }) => {
    const [old, now] = [schemesOf(base), schemesOf(head)];
    return [
      ...[...old.values()]
        .filter(({ name }) => !now.has(name))
        .map(({ name, spot }): Finding => ({ id: 'api-security-component-removed', args: [name], before: spot })),
      ...[...now.values()]
        .filter(({ name }) => !old.has(name))
        .map(({ name, spot }): Finding => ({ id: 'api-security-component-added', args: [name], after: spot })),
      ...schemePairs(base, head).flatMap((pair) => {
        const retyped = changed(pair, 'type', 'type-changed', typeOf);
        return retyped.length > 0 ? retyped : changed(pair, 'openIdConnectUrl', 'open-id-connect-url-changed');
      }),
    ];
  },
  say: ({ id, args: [name, from, to] }) => {
    if (id.endsWith('-url-changed'))
      return `The OpenID Connect address of security scheme ${plain(name)} went from ${plain(from)} to ${plain(to)}.`;
    if (id.endsWith('-type-changed'))
      return `The type of security scheme ${plain(name)} went from ${plain(from)} to ${plain(to)}.`;
    return `Security scheme ${plain(name)} is ${id.endsWith('-added') ? 'new' : 'gone'}.`;
  },
};

/** A key of a scheme with another value. */
function changed(
  { before, after }: ReturnType<typeof schemePairs>[number],
  key: string,
  event: string,
  read = (written: string | undefined): string | undefined => written,
): Finding[] {
  const [from, to] = [read(textOf(before.node, key)), read(textOf(after.node, key))];
  if (from === to) return [];
  return [
    {
      id: `api-security-component-${event}`,
      args: [before.name, from ?? null, to ?? null],
      before: spotIn(before, [key]),
      after: spotIn(after, [key]),
      cause: before.spot,
    },
  ];
}

/** What 2.0 calls `basic` is of type `http` since 3.0. */
function typeOf(written: string | undefined): string | undefined {
  return written === 'basic' ? 'http' : written;
}
