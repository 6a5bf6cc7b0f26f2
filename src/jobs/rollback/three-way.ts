import { diff3Merge } from 'node-diff3';

export type Merged = { readonly ok: true; readonly content: Uint8Array | null } | { readonly ok: false };

type Content = Uint8Array | null;

/**
 * What a file becomes when the change `after` → `before` is made on `tip` (a revert as a three-way merge with the merged
 * state as its base). Null stands for a file that is not there. Not ok: both changed the same lines, or one of them removed it.
 */
export function threeWay(tip: Content, after: Content, before: Content): Merged {
  if (same(tip, after)) return { ok: true, content: before };
  if (same(tip, before)) return { ok: true, content: tip };
  if (tip === null || after === null || before === null) return { ok: false };
  const regions = diff3Merge(lines(tip), lines(after), lines(before), { excludeFalseConflicts: true });
  if (regions.some((region) => region.conflict !== undefined)) return { ok: false };
  return { ok: true, content: Buffer.from(regions.flatMap((region) => region.ok ?? []).join('')) };
}

function same(a: Content, b: Content): boolean {
  if (a === null || b === null) return a === b;
  return Buffer.compare(a, b) === 0;
}

/** Each with its line end, so that a missing one at the end of a file stays missing. */
function lines(content: Uint8Array): string[] {
  return (
    Buffer.from(content)
      .toString('utf8')
      .match(/[^\n]*\n|[^\n]+$/g) ?? []
  );
}
