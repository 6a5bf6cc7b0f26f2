import type { Sameness } from '../schemas/same.ts';
import type { SchemaPair } from '../schemas/schema-pair.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { plain } from '../wording.ts';
import type { Fact, SchemaCheck } from './check.ts';

const keyword = '$dynamicRef';

/** Where several schemas have the name that a dynamic reference asks for: it is followed only where there is one. */
export const dynamicReference: SchemaCheck = {
  kind: 'schema',
  keywords: [keyword],
  title: 'Dynamic references that were not compared',
  why: 'Several schemas have the name that a `$dynamicRef` asks for, and which of them it means depends on the way to it. One of them differs now; whether that breaks is not known where it is meant by this reference.',
  instead: 'Look at the schemas with that `$dynamicAnchor`; or refer to one of them by `$ref`, which is compared.',
  ids: { 'dynamic-reference-not-compared': 'warning' },
  ours: ['dynamic-reference-not-compared'],
  examples: [
    {
      of: 'schema',
      before:
        "{ $dynamicRef: '#item', $defs: { a: { $dynamicAnchor: item, type: string }, b: { $dynamicAnchor: item, type: integer } } }",
      after:
        "{ $dynamicRef: '#item', $defs: { a: { $dynamicAnchor: item, type: string }, b: { $dynamicAnchor: item, type: number } } }",
    },
  ],
  exact: true,
  id: () => 'dynamic-reference-not-compared',
  compare: (pair, same) => {
    const [old, now] = [nameAskedBy(pair.before), nameAskedBy(pair.after)];
    const name = now ?? old;
    if (name === undefined || (old === now && isSame(pair, name, same))) return [];
    const { before, after } = pair;
    const fact: Fact = {
      event: 'dynamic-reference-not-compared',
      args: [name],
      before: before.at(keyword),
      after: after.at(keyword),
    };
    return [fact];
  },
  say: ({ where, args: [name] }) =>
    `${where}: not compared through $dynamicRef, since several schemas have the $dynamicAnchor ${plain(name)}, and they differ now.`,
};

/** Only a reference that is not followed is still there to be read. */
function nameAskedBy(view: SchemaView): string | undefined {
  const reference = view.get(keyword);
  return typeof reference === 'string' ? reference.slice(reference.indexOf('#') + 1) : undefined;
}

/** Whether those that may be meant say the same on both sides, in whatever order. */
function isSame({ before, after }: SchemaPair, name: string, same: Sameness): boolean {
  const contents = ({ side }: SchemaView): string =>
    side.description
      .anchored(name)
      .map((schema) => same.ofSchema(schema, side))
      .sort((a, b) => a - b)
      .join();
  return contents(before) === contents(after);
}
