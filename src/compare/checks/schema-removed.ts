import { wholeAt } from '../../spec/at.ts';
import { own, type JsonObject } from '../../spec/json.ts';
import type { Side } from '../side.ts';
import { plain } from '../wording.ts';
import type { DocumentCheck } from './check.ts';

export const schemaRemoved: DocumentCheck = {
  kind: 'document',
  title: 'Component schemas',
  why: 'Generated clients lose a type; other descriptions that refer to it no longer resolve.',
  instead: 'Keep the old name as a reference to the new schema until nobody refers to it any more.',
  ids: {
    'api-schema-removed': 'info',
  },
  examples: [
    {
      of: 'document',
      before: 'components: { schemas: { A: { type: string } } }',
      after: 'components: { schemas: {} }',
    },
  ],
  compare: (_matched, { base, head }) => {
    const [old, now] = [schemas(base), schemas(head)];
    return Object.keys(old ?? {})
      .filter((name) => own(now, name) === undefined)
      .map((name) => ({
        id: 'api-schema-removed',
        args: [name],
        before: { side: base, node: old ?? base.description.root, key: name },
      }));
  },
  say: ({ args }) => `Schema ${plain(args[0])} is gone from the components.`,
};

/** OpenAPI 3: components.schemas; 2.0: definitions. */
function schemas({ description }: Side): JsonObject | undefined {
  const { root } = description;
  const components = wholeAt(description, own(root, 'components'));
  return wholeAt(description, own(components, 'schemas')) ?? wholeAt(description, own(root, 'definitions'));
}
