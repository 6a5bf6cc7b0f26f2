import type { JsonObject } from '../../spec/json.ts';

/**
 * Within what a schema stands. `chosen`: between its like a value chooses, so that what is closed tells them apart. `asked`: under `not` or
 * `if`, where what takes more may let less through.
 */
export type Within = 'plain' | 'chosen' | 'asked';

/** A schema, and where it stands. */
export interface Standing {
  readonly node: JsonObject;
  readonly within: Within;
}

/** Something for each way in which a schema can stand. */
export function forEachWithin<T>(make: () => T): Readonly<Record<Within, T>> {
  return { plain: make(), chosen: make(), asked: make() };
}

interface Met extends Standing {
  readonly from?: Met;
}

/** Tells the schemas that a convention reads as they are written, through every reference. */
export class AsWritten {
  readonly #isLeft: (at: Standing) => boolean;
  readonly #below: (at: Standing) => readonly Standing[];
  readonly #known = forEachWithin(() => new WeakMap<JsonObject, boolean>());

  /**
   * @param isLeft whether the convention leaves the schema's own keywords as they are.
   * @param below the schemas that it holds or refers to.
   */
  constructor(isLeft: (at: Standing) => boolean, below: (at: Standing) => readonly Standing[]) {
    this.#isLeft = isLeft;
    this.#below = below;
  }

  /** Goes no further than the first schema that is read in another way, and remembers what it met. */
  has(start: Standing): boolean {
    const met: Met[] = [start];
    const seen = forEachWithin(() => new Set<JsonObject>());
    // The list grows while it is read.
    for (const at of met) {
      const known = this.#known[at.within].get(at.node);
      const already = seen[at.within];
      if (known === true || already.has(at.node)) continue;
      already.add(at.node);
      if (known === false || !this.#isLeft(at)) {
        for (let each: Met | undefined = at; each !== undefined; each = each.from) this.#remember(each, false);
        return false;
      }
      for (const next of this.#below(at)) met.push({ ...next, from: at });
    }
    for (const each of met) this.#remember(each, true);
    return true;
  }

  #remember(at: Standing, isAsWritten: boolean): void {
    this.#known[at.within].set(at.node, isAsWritten);
  }
}
