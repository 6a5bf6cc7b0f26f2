import { own, type Json, type JsonObject } from '../../spec/json.ts';
import { edgeTo, hasFreeNames, type Edge } from '../../spec/shape.ts';

/** These lead somewhere by other means than a place in a file. */
const dynamic: ReadonlySet<string> = new Set(['$dynamicRef', '$recursiveRef']);

/** What speaks to people wherever it stands: nothing is found in it. */
const remarks: ReadonlySet<string> = new Set(['description', 'summary', 'externalDocs', 'example', 'examples']);

/** The extensions in which something is found; all others are somebody else's. */
const extensions: ReadonlySet<string> = new Set(['x-extensible-enum', 'x-stability-level', 'x-sunset']);

/** Two nodes at the same place. */
export interface Part {
  readonly before: Json;
  readonly after: Json;
  /** What stands there; undefined: data, in which nothing is a reference or a remark. */
  readonly is: Edge | undefined;
}

/** Whether two objects have the same members, but for what speaks to people; members that have parts are left on the stack. */
export function hasSameMembers(before: JsonObject, after: JsonObject, is: Edge | undefined, stack: Part[]): boolean {
  const ignores = is?.[0] === 'one' && !hasFreeNames(is[1]);
  let members = 0;
  for (const key of Object.keys(before)) {
    if (ignores && isRemark(key)) continue;
    if (is !== undefined && dynamic.has(key)) return false;
    const value = own(after, key);
    if (value === undefined || !isSettled(before[key] as Json, value, under(is, key), stack)) return false;
    members += 1;
  }
  for (const key of Object.keys(after)) if (!ignores || !isRemark(key)) members -= 1;
  return members === 0;
}

function isRemark(key: string): boolean {
  return remarks.has(key) || (key.startsWith('x-') && !extensions.has(key));
}

function under(is: Edge | undefined, key: string): Edge | undefined {
  if (is === undefined || key === '$ref') return undefined;
  return is[0] === 'map' ? ['one', is[1]] : edgeTo(is[1], key);
}

/** False where the two differ at once; what has parts is still to be read. */
export function isSettled(before: Json, after: Json, is: Edge | undefined, stack: Part[]): boolean {
  if (before === after) return true;
  if (typeof before !== 'object' || typeof after !== 'object') return false;
  stack.push({ before, after, is });
  return true;
}
