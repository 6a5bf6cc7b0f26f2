import type { Description } from '../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../spec/json.ts';
import type { OperationView } from '../spec/operations.ts';

/** What an operation is made of beside its own text and what that refers to. */
const surroundings = ['servers', 'security', 'host', 'basePath', 'schemes', 'consumes', 'produces'];
/** These lead somewhere by other means than a place in a file. */
const dynamic: ReadonlySet<string> = new Set(['$dynamicRef', '$recursiveRef']);

/** Two nodes at the same place. */
interface Pair {
  readonly before: Json;
  readonly after: Json;
  /** Those that refer to it: what differs here differs there. */
  readonly usedBy: Pair[];
  differs: boolean;
}

/**
 * Tells operations whose text is the same on both sides, through every reference: nothing can be found in them, so they need not be
 * looked at. Each text is read once, however many operations share it, and a cycle of references is no matter.
 */
export class Untouched {
  readonly #base: Description;
  readonly #head: Description;
  readonly #pairs = new Map<JsonObject, Map<JsonObject, Pair>>();
  readonly #waiting: Pair[] = [];
  readonly #sameLanguage: boolean;
  readonly #sameAround: boolean;

  constructor(base: Description, head: Description) {
    this.#base = base;
    this.#head = head;
    const around = (key: string): boolean => this.#isSame(own(base.root, key), own(head.root, key));
    this.#sameLanguage = base.version === head.version && around('jsonSchemaDialect');
    this.#sameAround =
      this.#sameLanguage && surroundings.every(around) && this.#isSame(schemesOf(base), schemesOf(head));
  }

  /** Whether the two schemas say the same, in the same version of the language. */
  hasSchema(before: JsonObject, after: JsonObject): boolean {
    return this.#sameLanguage && this.#isSame(before, after);
  }

  /** Whether nothing at all differs between the two operations. */
  has(before: OperationView, after: OperationView): boolean {
    if (!this.#sameAround || before.path !== after.path) return false;
    const ofPath = ['parameters', 'servers'].every((key) =>
      this.#isSame(own(before.pathItem, key), own(after.pathItem, key)),
    );
    return ofPath && this.#isSame(before.node, after.node);
  }

  #isSame(before: Json | undefined, after: Json | undefined): boolean {
    if (before === undefined || after === undefined) return before === after;
    const [a, b] = [asObject(before), asObject(after)];
    const pair =
      a !== undefined && b !== undefined ? this.#pair(a, b) : this.#wait({ before, after, usedBy: [], differs: false });
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      if (!this.#read(next)) spread(next);
    }
    return !pair.differs;
  }

  #pair(before: JsonObject, after: JsonObject): Pair {
    const partners = this.#pairs.get(before) ?? new Map<JsonObject, Pair>();
    if (partners.size === 0) this.#pairs.set(before, partners);
    const known = partners.get(after);
    if (known !== undefined) return known;
    const pair = this.#wait({ before, after, usedBy: [], differs: false });
    partners.set(after, pair);
    return pair;
  }

  #wait(pair: Pair): Pair {
    this.#waiting.push(pair);
    return pair;
  }

  /** Whether the two say the same, up to what they refer to. */
  #read(pair: Pair): boolean {
    const stack: Json[] = [pair.before, pair.after];
    while (stack.length > 0) {
      const after = stack.pop() ?? null;
      const before = stack.pop() ?? null;
      if (before === after) continue;
      if (Array.isArray(before) && Array.isArray(after)) {
        if (before.length !== after.length) return false;
        for (let i = 0; i < before.length; i += 1) stack.push(before[i] as Json, after[i] as Json);
        continue;
      }
      const [a, b] = [asObject(before), asObject(after)];
      if (a === undefined || b === undefined || !this.#enter(a, b, stack) || !this.#follow(a, b, pair)) return false;
    }
    return true;
  }

  #enter(before: JsonObject, after: JsonObject, stack: Json[]): boolean {
    const keys = Object.keys(before);
    if (keys.length !== Object.keys(after).length) return false;
    for (const key of keys) {
      if (dynamic.has(key)) return false;
      const value = own(after, key);
      if (value === undefined) return false;
      stack.push(before[key] as Json, value);
    }
    return true;
  }

  /** False where a reference leads nowhere: that is somebody else's to tell. */
  #follow(before: JsonObject, after: JsonObject, pair: Pair): boolean {
    if (typeof own(before, '$ref') !== 'string') return true;
    const [from, to] = [this.#base.resolve(before), this.#head.resolve(after)];
    if (!from.ok || !to.ok) return false;
    const target = this.#pair(from.node, to.node);
    target.usedBy.push(pair);
    return !target.differs;
  }
}

/** Requirements name schemes, not places. */
function schemesOf({ root }: Description): Json | undefined {
  return own(asObject(own(root, 'components')), 'securitySchemes') ?? own(root, 'securityDefinitions');
}

function spread(pair: Pair): void {
  const stack = [pair];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.differs) continue;
    next.differs = true;
    for (const user of next.usedBy) stack.push(user);
  }
}
