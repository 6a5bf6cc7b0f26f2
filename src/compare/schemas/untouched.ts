import type { Description } from '../../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { OperationView } from '../../spec/operations.ts';
import { referenceIn } from '../../spec/reference.ts';
import type { Edge } from '../../spec/shape.ts';
import { callsOtherwise } from './called-members.ts';
import { inheritanceOf } from './inheritance.ts';
import { hasSameMembers, isSettled, type Part } from './same-members.ts';
import { matchSubtypes } from './subtypes.ts';

/** What an operation is made of beside its own text and what that refers to. */
const surroundings = ['servers', 'security', 'host', 'basePath', 'schemes', 'consumes', 'produces'];
/** Parts that bear other names, or none, are followed to so many pairs: rings of different lengths meet in every combination. */
const MOST_RENAMED = 20_000;

interface Pair extends Part {
  /** Those that refer to it: what differs here differs there. */
  readonly usedBy: Pair[];
  differs: boolean;
  /** Those whose values may be its values, or hold such. */
  readonly carriedBy: Pair[];
  /** It differs, or what its values may be of does. */
  carries: boolean;
}

/** What is to be known of a pair, and whom else it is known of then. */
const spreads = { differs: 'usedBy', carries: 'carriedBy' } as const;
type Mark = keyof typeof spreads;

/**
 * Tells operations that say the same on both sides, through every reference and but for what speaks to people: nothing can be found in
 * them, so they need not be looked at. Each text is read once, however many operations share it, and a cycle of references is no
 * matter.
 */
export class Untouched {
  readonly #base: Description;
  readonly #head: Description;
  readonly #pairs = new Map<string, Map<JsonObject, Map<JsonObject, Pair>>>();
  readonly #waiting: Pair[] = [];
  #renamed = 0;
  readonly #sameLanguage: boolean;
  readonly #sameAround: boolean;

  constructor(base: Description, head: Description) {
    this.#base = base;
    this.#head = head;
    const around = (key: string): boolean => this.#isSame(own(base.root, key), own(head.root, key), undefined);
    this.#sameLanguage = base.version === head.version && around('jsonSchemaDialect');
    this.#sameAround =
      this.#sameLanguage &&
      surroundings.every(around) &&
      this.#isSame(schemesOf(base), schemesOf(head), ['map', 'leaf']);
  }

  /** Whether the two schemas say the same, in the same version of the language. */
  hasSchema(before: JsonObject, after: JsonObject): boolean {
    return this.#sameLanguage && this.#isSame(before, after, ['one', 'schema'], 'differs');
  }

  /** Whether the subtypes that their values may be of (inheritance.ts) say the same too. */
  hasValues(before: JsonObject, after: JsonObject): boolean {
    return this.#sameLanguage && this.#isSame(before, after, ['one', 'schema']);
  }

  /** Whether nothing differs between the two operations that could be found. */
  has(before: OperationView, after: OperationView): boolean {
    if (!this.#sameAround || before.path !== after.path) return false;
    const ofPath = (key: string, is: Edge | undefined): boolean =>
      this.#isSame(own(before.pathItem, key), own(after.pathItem, key), is);
    return (
      ofPath('parameters', ['one', 'parameter']) &&
      ofPath('servers', undefined) &&
      this.#isSame(before.node, after.node, ['one', 'operation'])
    );
  }

  #isSame(before: Json | undefined, after: Json | undefined, is: Edge | undefined, mark: Mark = 'carries'): boolean {
    if (before === undefined || after === undefined) return before === after;
    const [a, b] = [asObject(before), asObject(after)];
    const pair =
      a !== undefined && b !== undefined && is !== undefined
        ? this.#pair(a, b, is)
        : this.#wait(newPair(before, after, is));
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      if (!this.#read(next)) for (const each of spread(next, 'differs')) spread(each, 'carries');
    }
    return !pair[mark];
  }

  #pair(before: JsonObject, after: JsonObject, is: Edge): Pair {
    const known = partnersOf(partnersOf(this.#pairs, is.join(' ')), before);
    const pair = known.get(after) ?? this.#wait(newPair(before, after, is));
    known.set(after, pair);
    return pair;
  }

  #wait(pair: Pair): Pair {
    this.#waiting.push(pair);
    return pair;
  }

  /** Whether the two say the same, up to what they refer to. */
  #read(pair: Pair): boolean {
    const stack: Part[] = [pair];
    for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
      const { before, after, is } = part;
      if (Array.isArray(before) && Array.isArray(after)) {
        if (before.length !== after.length) return false;
        for (let i = 0; i < before.length; i += 1) {
          if (!isSettled(before[i] as Json, after[i] as Json, is, stack)) return false;
        }
        continue;
      }
      const [a, b] = [asObject(before), asObject(after)];
      if (a === undefined || b === undefined || !this.#readObjects(a, b, is, pair, stack)) return false;
    }
    return true;
  }

  #readObjects(before: JsonObject, after: JsonObject, is: Edge | undefined, pair: Pair, stack: Part[]): boolean {
    const isOne = is?.[0] === 'one';
    const isElsewhere = isOne && referenceIn(before) !== referenceIn(after);
    if (!isElsewhere && !hasSameMembers(before, after, is, stack)) return false;
    if (is !== undefined && !this.#follow(before, after, is, pair)) return false;
    if (!isOne || is[1] !== 'schema' || isElsewhere) return true;
    this.#carry(before, after, pair);
    return !callsOtherwise(before, after);
  }

  /**
   * Through what is a reference on either side: who names a part and refers to it, or gives it another name, changes nothing. False where
   * a reference leads nowhere, which is somebody else's to tell, and beyond the bound.
   */
  #follow(before: JsonObject, after: JsonObject, is: Edge, pair: Pair): boolean {
    if (referenceIn(before) === undefined && referenceIn(after) === undefined) return true;
    const [from, to] = [this.#base.resolve(before), this.#head.resolve(after)];
    if (!from.ok || !to.ok) return false;
    if (referenceIn(before) !== referenceIn(after) && !this.#allows(from.node, to.node, is)) return false;
    const target = this.#pair(from.node, to.node, is);
    target.usedBy.push(pair);
    if (!inheritanceOf(this.#base).isInheriting(before)) carry(target, pair);
    return !target.differs;
  }

  #allows(before: JsonObject, after: JsonObject, is: Edge): boolean {
    if (this.#pairs.get(is.join(' '))?.get(before)?.has(after) === true) return true;
    this.#renamed += 1;
    return this.#renamed <= MOST_RENAMED;
  }

  /** Nothing refers to a subtype where its values may be. */
  #carry(before: JsonObject, after: JsonObject, pair: Pair): void {
    const { added, removed, both } = matchSubtypes(
      { side: { description: this.#base }, nodes: [before] },
      { side: { description: this.#head }, nodes: [after] },
    );
    if (added.length + removed.length > 0) spread(pair, 'carries');
    for (const subtype of both) carry(this.#pair(subtype.before.node, subtype.after.node, ['one', 'schema']), pair);
  }
}

function partnersOf<K, V, W>(map: Map<K, Map<V, W>>, key: K): Map<V, W> {
  const known = map.get(key) ?? new Map<V, W>();
  map.set(key, known);
  return known;
}

/** Requirements name schemes, not places. */
function schemesOf({ root }: Description): Json | undefined {
  return own(asObject(own(root, 'components')), 'securitySchemes') ?? own(root, 'securityDefinitions');
}

function newPair(before: Json, after: Json, is: Edge | undefined): Pair {
  return { before, after, is, usedBy: [], differs: false, carriedBy: [], carries: false };
}

function carry(held: Pair, by: Pair): void {
  held.carriedBy.push(by);
  if (held.carries) spread(by, 'carries');
}

/** Returns those of which it was not known. */
function spread(pair: Pair, mark: Mark): Pair[] {
  const stack = [pair];
  const marked: Pair[] = [];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next[mark]) continue;
    next[mark] = true;
    marked.push(next);
    for (const user of next[spreads[mark]]) stack.push(user);
  }
  return marked;
}
