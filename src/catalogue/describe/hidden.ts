import type { Change } from '../../compare/change.ts';
import { asObject, own } from '../../spec/json.ts';
import type { Description } from '../../spec/description.ts';
import type { OperationView } from '../../spec/operations.ts';
import { operations } from '../../spec/view.ts';

/** `x-internal: true` on an operation or its path: other publishers of descriptions leave these out as well. */
export function isInternal({ node, pathItem }: Pick<OperationView, 'node' | 'pathItem'>): boolean {
  return [node, pathItem].some((holder) => own(asObject(holder), 'x-internal') === true);
}

/**
 * The changes that may be told to everybody: none of an internal operation, and beside such ones none that says no operation, since it
 * may speak of theirs.
 */
export function toldToAll(changes: readonly Change[], sides: readonly (Description | undefined)[]): readonly Change[] {
  const hidden = new Set(
    sides.flatMap((side) =>
      side === undefined
        ? []
        : operations(side)
            .filter(isInternal)
            .map(({ method, path }) => `${method} ${path}`),
    ),
  );
  if (hidden.size === 0) return changes;
  return changes.flatMap((change) => {
    const seen = change.operations.filter(({ method, path }) => !hidden.has(`${method} ${path}`));
    return seen.length === 0 ? [] : [{ ...change, operations: seen }];
  });
}
