import { matchBy } from '../matching.ts';
import { linksOf } from '../operations/links.ts';
import { entrySpot } from '../operations/places.ts';
import { plain } from '../wording.ts';
import type { Finding, OperationCheck } from './check.ts';

const IDS = {
  'response-link-added': 'info',
  'response-link-removed': 'warning',
  'response-link-operation-changed': 'warning',
  'response-link-parameters-changed': 'warning',
} as const;

/** No promise that the call succeeds (OpenAPI 3.1, Link Object), so nothing of it is an error. */
export const responseLink: OperationCheck = {
  kind: 'operation',
  title: 'Links of a response',
  why: 'Clients that follow a link by its name find it gone, call another operation, or send there what belonged to the old one.',
  instead: 'Keep the link as it is, and give the new one a name of its own.',
  ids: IDS,
  ours: Object.keys(IDS),
  examples: [
    { of: 'operation', before: linked(''), after: linked('next: { operationId: getThing }') },
    { of: 'operation', before: linked('next: { operationId: getThing }'), after: linked('') },
    {
      of: 'operation',
      before: linked('next: { operationId: getThing }'),
      after: linked('next: { operationId: getOther }'),
    },
    {
      of: 'operation',
      before: linked('next: { operationId: getThing, parameters: { id: $response.body#/id } }'),
      after: linked('next: { operationId: getThing, parameters: { id: $response.body#/key } }'),
    },
  ],
  // Nobody follows links in what clients themselves answer.
  compare: ({ answers, reversed }, { base, head }) =>
    (reversed ? [] : answers).flatMap(({ before: old, after: now }): Finding[] => {
      const [from, to] = [linksOf(base.description, old.node), linksOf(head.description, now.node)];
      const { added, removed, both } = matchBy(from, to, ({ name }) => name);
      return [
        ...removed.map(({ name }) => ({
          id: 'response-link-removed',
          args: [name, old.status],
          before: entrySpot(base, old.node, 'links', name),
        })),
        ...added.map(({ name }) => ({
          id: 'response-link-added',
          args: [name, now.status],
          after: entrySpot(head, now.node, 'links', name),
        })),
        ...both.flatMap(({ before, after }): Finding[] => {
          // What has another path under the same name is the same operation.
          const isElsewhere = before.target !== after.target && before.written !== after.written;
          if (!isElsewhere && before.sends === after.sends) return [];
          return [
            {
              id: `response-link-${isElsewhere ? 'operation' : 'parameters'}-changed`,
              args: [after.name, now.status, ...(isElsewhere ? [before.target, after.target] : [])],
              before: { side: base, node: before.node },
              after: { side: head, node: after.node },
            },
          ];
        }),
      ];
    }),
  say: ({ id, args: [name, status, from, to] }) => {
    const link = `Link ${plain(name)} of response ${plain(status)}`;
    if (id.endsWith('-added')) return `${link} is new.`;
    if (id.endsWith('-removed')) return `${link} is gone.`;
    return id.endsWith('-operation-changed')
      ? `${link} leads to ${plain(to)} instead of ${plain(from)}.`
      : `${link} sends something else where it leads.`;
  },
};

function linked(links: string): string {
  return `{ responses: { 200: { description: ok, links: { ${links} } } } }`;
}
