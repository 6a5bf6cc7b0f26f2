import { entriesOf, keyedRange, objectAt, wholeAt } from './at.ts';
import type { Description } from './description.ts';
import { own } from './json.ts';
import type { Range } from './place.ts';
import { methodsOf } from './view.ts';

/** Where each operation stands, by `GET /orders/{id}`: as an outline names it (outline-operations.ts). */
export function operationPlaces(description: Description): Readonly<Record<string, Range>> {
  const paths = entriesOf(wholeAt(description, own(description.root, 'paths')));
  return Object.fromEntries(
    paths.flatMap(([path, item]) => {
      const pathItem = wholeAt(description, item);
      if (pathItem === undefined) return [];
      return methodsOf(description, pathItem).flatMap(([method, raw]): [string, Range][] => {
        const node = objectAt(description, raw);
        const range = keyedRange(pathItem, raw, description) ?? (node && description.range(node));
        return range === undefined ? [] : [[`${method} ${path}`, range]];
      });
    }),
  );
}
