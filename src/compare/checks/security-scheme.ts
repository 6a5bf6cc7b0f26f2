import { plain } from '../facts.ts';
import { schemePairs, schemesOf, spotIn, textOf } from '../security-schemes.ts';
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
  },
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
      ...schemePairs(base, head).flatMap(({ before, after }): Finding[] => {
        const [from, to] = [typeOf(textOf(before.node, 'type')), typeOf(textOf(after.node, 'type'))];
        if (from === to) return [];
        const id = 'api-security-component-type-changed';
        const [old, now] = [spotIn(before, ['type']), spotIn(after, ['type'])];
        return [{ id, args: [before.name, from ?? null, to ?? null], before: old, after: now, cause: before.spot }];
      }),
    ];
  },
  say: ({ id, args: [name, from, to] }) => {
    if (id.endsWith('-type-changed'))
      return `The type of security scheme ${plain(name)} went from ${plain(from)} to ${plain(to)}.`;
    return `Security scheme ${plain(name)} is ${id.endsWith('-added') ? 'new' : 'gone'}.`;
  },
};

/** What 2.0 calls `basic` is of type `http` since 3.0. */
function typeOf(written: string | undefined): string | undefined {
  return written === 'basic' ? 'http' : written;
}
