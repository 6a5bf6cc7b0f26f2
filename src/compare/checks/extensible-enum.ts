import type { Json } from '../../spec/json.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { show } from '../wording.ts';
import type { Fact, SchemaCheck } from './check.ts';

export const extensibleEnum: SchemaCheck = {
  kind: 'schema',
  keywords: ['x-extensible-enum'],
  title: 'Values of an extensible enum',
  why: 'An x-extensible-enum promises that values are only added: clients that send one that is gone are refused.',
  instead: 'Keep the value in the list and go on accepting it.',
  ids: {
    'request-property-x-extensible-enum-value-removed': 'error',
    'request-parameter-x-extensible-enum-value-removed': 'error',
  },
  examples: [
    {
      of: 'schema',
      before: '{ type: string, x-extensible-enum: [a, b] }',
      after: '{ type: string, x-extensible-enum: [a] }',
    },
  ],
  compare: ({ before, after }, same) => {
    const [old, now] = [valuesOf(before), valuesOf(after)];
    if (old === undefined || now === undefined) return [];
    const kept = new Set(now.map((value) => same.of(value)));
    return [...old.entries()]
      .filter(([, value]) => !kept.has(same.of(value)))
      .map(([index, value]): Fact => {
        const spot = { side: before.side, node: old, key: index };
        return { event: 'x-extensible-enum-value-removed', args: [value], before: spot, cause: before.at(keyword) };
      });
  },
  say: ({ where, args }) => `${where}: the value ${show(args[0])} is gone.`,
};

const keyword = 'x-extensible-enum';

function valuesOf(view: SchemaView): readonly Json[] | undefined {
  const list = view.get(keyword);
  return Array.isArray(list) ? (list as readonly Json[]) : undefined;
}
