import type { Sameness } from '../schemas/same.ts';
import type { SchemaPair } from '../schemas/schema-pair.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { items } from '../schemas/steps.ts';
import { plain } from '../wording.ts';
import type { Fact, SchemaCheck } from './check.ts';

export const prefixItems: SchemaCheck = {
  kind: 'schema',
  keywords: ['prefixItems'],
  ofForm: true,
  title: 'First items of an array',
  why: 'An item at that place is described by another schema now, which may ask for more or for less.',
  instead: 'Add items at the end, optional ones; give another meaning another property.',
  ids: {
    'request-body-prefix-items-added': 'warning',
    'request-property-prefix-items-added': 'warning',
    'response-body-prefix-items-added': 'warning',
    'response-property-prefix-items-added': 'warning',
    'request-body-prefix-items-removed': 'warning',
    'request-property-prefix-items-removed': 'warning',
    'response-body-prefix-items-removed': 'warning',
    'response-property-prefix-items-removed': 'warning',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: array, prefixItems: [{ type: string }] }',
      after: '{ type: array, prefixItems: [{ type: string }, { type: integer }] }',
    },
  ],
  compare: (pair, same) => {
    const [from, to] = [items(pair.before).length, items(pair.after).length];
    if (from === to || isEveryPlaceAlike(pair, Math.max(from, to), same)) return [];
    const event = to > from ? 'prefix-items-added' : 'prefix-items-removed';
    const fact: Fact = { event, args: [from, to], before: pair.before.at(keyword), after: pair.after.at(keyword) };
    return [fact];
  },
  say: ({ where, args }) =>
    `${where}: the first ${plain(args[1])} items have schemas of their own, before ${plain(args[0])}.`,
};

const keyword = 'prefixItems';

/** An item beyond the first ones is described by `items`, which may say the same. */
function isEveryPlaceAlike({ before, after }: SchemaPair, places: number, same: Sameness): boolean {
  return Array.from({ length: places }, (_, index) => index).every(
    (index) => contentAt(before, index, same) === contentAt(after, index, same),
  );
}

function contentAt(view: SchemaView, index: number, same: Sameness): number {
  const described = items(view)[index] ?? view.side.schema(view.get('items'), view.node, 'items');
  return same.ofSchema(described?.view.node ?? {}, view.side);
}
