import type { SchemaCheck } from '../checks/check.ts';
import type { SchemaPair } from '../schemas/schema-pair.ts';

/** Tells which checks have a say about a pair of schemas, by the keywords that it has. */
export class Hearing {
  readonly #checks: readonly SchemaCheck[];
  readonly #ofNever: readonly SchemaCheck[];
  /** Places of checks in the list, by the keywords that they look at. */
  readonly #byKeyword: ReadonlyMap<string, readonly number[]>;

  constructor(checks: readonly SchemaCheck[]) {
    this.#checks = checks;
    this.#ofNever = checks.filter((check) => check.ofNever === true);
    this.#byKeyword = marksByKeyword(checks);
  }

  /** In the order of the list. */
  of({ before, after, transition }: SchemaPair): readonly SchemaCheck[] {
    if (before.never || after.never) return this.#ofNever;
    const marks = new Set<number>();
    for (const view of [before, after])
      for (const keyword of view.keywords) for (const mark of this.#byKeyword.get(keyword) ?? []) marks.add(mark);
    return this.#checks.filter(
      (check, index) =>
        marks.has(index) && (transition === undefined || check.ofForm !== true || check.reports === transition.kind),
    );
  }
}

function marksByKeyword(checks: readonly SchemaCheck[]): ReadonlyMap<string, readonly number[]> {
  const marks = new Map<string, number[]>();
  for (const [index, { keywords }] of checks.entries()) {
    for (const keyword of keywords) {
      const known = marks.get(keyword) ?? [];
      known.push(index);
      marks.set(keyword, known);
    }
  }
  return marks;
}
