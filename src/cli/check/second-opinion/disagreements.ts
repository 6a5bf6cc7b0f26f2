import type { Change, OperationRef } from '../../../compare/change.ts';
import { METHODS } from '../../../spec/methods.ts';
import type { ForeignDifference } from './protocol.ts';

/** One operation, or a whole path, about which the two do not agree. */
export interface Disagreement {
  readonly where: string;
  readonly who: 'only Sluice' | 'only openapi-diff';
  /** Ids of ours, or codes of theirs. */
  readonly what: readonly string[];
}

/** Where the two agree, and where they do not. */
export interface Comparison {
  /** Operations that both call broken. */
  readonly agreed: number;
  readonly disagreements: readonly Disagreement[];
}

/** What each side calls breaking, by operation: the only thing that both name. Theirs says nothing of parameters or security. */
export function disagreements(
  changes: readonly Change[],
  theirs: readonly ForeignDifference[],
  known: readonly OperationRef[],
): Comparison {
  const ours = new Map<string, Set<string>>();
  for (const { id, level, operations } of changes) {
    if (level !== 'error') continue;
    for (const operation of operations) note(ours, nameOf(operation), id);
  }
  const foreign = new Map<string, Set<string>>();
  for (const { code, location } of theirs) {
    for (const operation of operationsAt(location, known)) note(foreign, operation, code);
  }
  const only = (who: Disagreement['who'], these: typeof ours, those: typeof ours): Disagreement[] =>
    [...these].filter(([where]) => !those.has(where)).map(([where, what]) => ({ where, who, what: [...what].sort() }));
  return {
    agreed: [...ours.keys()].filter((where) => foreign.has(where)).length,
    disagreements: [...only('only openapi-diff', foreign, ours), ...only('only Sluice', ours, foreign)],
  };
}

function note(map: Map<string, Set<string>>, where: string, what: string): void {
  const all = map.get(where) ?? new Set();
  map.set(where, all.add(what));
}

/** `paths./a.b.get.responses…`: a path may hold dots, so known paths are tried; one without a method means all of its operations. */
function operationsAt(location: string, known: readonly OperationRef[]): string[] {
  const rest = location.startsWith('paths.') ? location.slice('paths.'.length) : location;
  const exact = known.filter(({ method, path }) => {
    const place = `${path}.${method.toLowerCase()}`;
    return rest === place || rest.startsWith(`${place}.`);
  });
  if (exact.length > 0) return exact.map(nameOf);
  const ofPath = known.filter(({ path }) => rest === path);
  return ofPath.length > 0 ? ofPath.map(nameOf) : [unknownPlace(rest)];
}

function unknownPlace(rest: string): string {
  const method = METHODS.find((each) => rest.endsWith(`.${each}`));
  return method === undefined ? rest : `${method.toUpperCase()} ${rest.slice(0, -method.length - 1)}`;
}

/** How a disagreement names an operation. */
export function nameOf({ method, path }: OperationRef): string {
  return `${method} ${path}`;
}
