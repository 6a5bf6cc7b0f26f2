import type { Change, OperationRef } from '../change.ts';
import type { Group } from './group.ts';
import { NONE, type OperationSets } from './operation-sets.ts';

/**
 * Operations that the lists of all changes hold together, the worst first: thousands of changes that reach thousands of operations each
 * could not be printed. Large descriptions that changed throughout come to 43,000.
 */
const MOST_OPERATIONS = 1_000_000;
/** Of a change that comes after. */
const FEW_OPERATIONS = 10;

/** What is told of groups, in their order. */
export function changesOf(groups: readonly Group[], sets: OperationSets): Change[] {
  let left = MOST_OPERATIONS;
  return groups.map((group) => {
    const size = sets.size(group.operations);
    const most = size <= left ? size : FEW_OPERATIONS;
    left = Math.max(0, left - Math.min(size, most));
    const told = sets.refs(group.operations, most);
    const [nearest] = sets.refs(group.operations & (group.best.nearest ?? NONE), 1);
    return toChange(group, nearest === undefined ? told : beginningWith(nearest, told), Math.max(0, size - most));
  });
}

/** The same ones, or as many. */
function beginningWith(first: OperationRef, refs: readonly OperationRef[]): readonly OperationRef[] {
  const others = refs.filter(({ method, path }) => method !== first.method || path !== first.path);
  return refs[0] === first ? refs : [first, ...others].slice(0, refs.length);
}

function toChange(group: Group, operations: Change['operations'], more: number): Change {
  const { check, id, args, where, property, before, after, via } = group.best;
  const base = before?.side.range(before);
  const head = after?.side.range(after);
  return {
    id,
    level: group.level,
    operations,
    ...(more > 0 && { moreOperations: more }),
    ...(property === '' ? {} : { property }),
    args,
    message: check.say({ where, id, args }),
    cause: group.pointer,
    fingerprint: group.fingerprint,
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
    get via() {
      return via();
    },
    count: group.count,
    ...group.proof,
  };
}
