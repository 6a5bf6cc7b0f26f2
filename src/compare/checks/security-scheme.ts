import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { plain } from '../facts.ts';
import type { Side } from '../side.ts';
import type { DocumentCheck, Finding } from './check.ts';
import type { Spot } from '../schema-view.ts';

export const securityScheme: DocumentCheck = {
  kind: 'document',
  title: 'Security schemes',
  why: 'How clients prove who they are is part of every call that they make.',
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
    const [old, now] = [schemes(base), schemes(head)];
    const at = (side: Side, holder: JsonObject | undefined, key: string): Spot => ({
      side,
      node: holder ?? side.description.root,
      key,
    });
    const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
    return names.flatMap((name): Finding[] => {
      const [from, to] = [own(old, name), own(now, name)];
      if (to === undefined)
        return [{ id: 'api-security-component-removed', args: [name], before: at(base, old, name) }];
      if (from === undefined) return [{ id: 'api-security-component-added', args: [name], after: at(head, now, name) }];
      const types = [typeOf(base, from), typeOf(head, to)];
      if (types[0] === types[1]) return [];
      return [
        {
          id: 'api-security-component-type-changed',
          args: [name, types[0] ?? null, types[1] ?? null],
          before: at(base, old, name),
          after: at(head, now, name),
        },
      ];
    });
  },
  say: ({ id, args: [name, from, to] }) => {
    if (id.endsWith('-type-changed'))
      return `The type of security scheme ${plain(name)} went from ${plain(from)} to ${plain(to)}.`;
    return `Security scheme ${plain(name)} is ${id.endsWith('-added') ? 'new' : 'gone'}.`;
  },
};

/** OpenAPI 3: components.securitySchemes; 2.0: securityDefinitions. */
function schemes({ description: { root } }: Side): JsonObject | undefined {
  return (
    asObject(own(asObject(own(root, 'components')), 'securitySchemes')) ?? asObject(own(root, 'securityDefinitions'))
  );
}

function typeOf(side: Side, scheme: Json): string | undefined {
  const object = asObject(scheme);
  const resolved = object === undefined ? undefined : side.description.resolve(object);
  const type = resolved?.ok === true ? own(resolved.node, 'type') : undefined;
  return typeof type === 'string' ? type : undefined;
}
