import { own } from '../../spec/json.ts';
import type { OperationView } from '../../spec/operations.ts';
import { tagSpot } from '../operations/places.ts';
import { plain } from '../wording.ts';
import type { OperationCheck } from './check.ts';

export const tags: OperationCheck = {
  kind: 'operation',
  title: 'Tags',
  why: 'Tags group operations in documentation and in generated clients.',
  instead: 'Add the new tag before the old one goes, so that pages and generated clients can follow.',
  ids: {
    'api-tag-added': 'info',
    'api-tag-removed': 'info',
  },
  examples: [{ of: 'operation', before: '{ tags: [a], responses: {} }', after: '{ tags: [b], responses: {} }' }],
  compare: ({ before, after }, { base, head }) => {
    const [old, now] = [tagsOf(before), tagsOf(after)];
    return [
      ...[...old]
        .filter((tag) => !now.has(tag))
        .map((tag) => ({
          id: 'api-tag-removed',
          args: [tag],
          before: tagSpot(base, before.node, tag),
          cause: { side: base, node: before.node, key: 'tags' },
        })),
      ...[...now]
        .filter((tag) => !old.has(tag))
        .map((tag) => ({
          id: 'api-tag-added',
          args: [tag],
          after: tagSpot(head, after.node, tag),
          cause: { side: head, node: after.node, key: 'tags' },
        })),
    ];
  },
  say: ({ id, args }) => `Tag ${plain(args[0])} was ${id.endsWith('-added') ? 'added' : 'removed'}.`,
};

function tagsOf(view: OperationView): ReadonlySet<string> {
  const tags = own(view.node, 'tags');
  return new Set(Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === 'string') : []);
}
