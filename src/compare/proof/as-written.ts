import type { JsonObject } from '../../spec/json.ts';

/** A schema, and whether it stands somewhere within a choice. */
export interface Standing {
  readonly node: JsonObject;
  readonly chosen: boolean;
}

interface Met extends Standing {
  readonly from?: Met;
}

/** Tells the schemas that a convention reads as they are written, through every reference. */
export class AsWritten {
  readonly #isLeft: (at: Standing) => boolean;
  readonly #below: (at: Standing) => readonly Standing[];
  readonly #known = { plain: new WeakMap<JsonObject, boolean>(), chosen: new WeakMap<JsonObject, boolean>() };

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
    const seen = { plain: new Set<JsonObject>(), chosen: new Set<JsonObject>() };
    // The list grows while it is read.
    for (const at of met) {
      const known = this.#memory(at).get(at.node);
      const already = at.chosen ? seen.chosen : seen.plain;
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

  #memory({ chosen }: Standing): WeakMap<JsonObject, boolean> {
    return this.#known[chosen ? 'chosen' : 'plain'];
  }

  #remember(at: Standing, isAsWritten: boolean): void {
    this.#memory(at).set(at.node, isAsWritten);
  }
}
