import type { Formula, NameSet } from './formula.ts';
import type { Reader, SchemaNode } from './node.ts';
import type { Allowed, NameLimit } from './solver.ts';
import type { Names } from './source.ts';
import { anyName } from './universe.ts';

/**
 * The names that one source declares for an instance of a goal: properties, required names (unless they have to be described), and
 * the names that `patternProperties` or an `additionalProperties` with something to say governs, in any branch that speaks of the
 * instance.
 */
export function declaredBy(reader: Reader, how: Exclude<Names, 'any'>): Allowed {
  return (goal) => {
    const nodes = new Set<SchemaNode>();
    collect(goal, reader, nodes);
    return nodes.size === 0 ? undefined : limitOf(nodes, how);
  };
}

function collect(formula: Formula, reader: Reader, nodes: Set<SchemaNode>): void {
  if (formula.kind === 'schema' && formula.node.reader === reader) nodes.add(formula.node);
  if (formula.kind === 'and' || formula.kind === 'or') {
    for (const part of formula.parts) collect(part, reader, nodes);
  }
}

function limitOf(roots: Iterable<SchemaNode>, how: Exclude<Names, 'any'>): NameLimit {
  const names = new Set<string>();
  const sets: NameSet[] = [];
  const seen = new Set<SchemaNode>();
  const queue = [...roots];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const says = node.keywords;
    const asked = how === 'declared' ? says.required : [];
    for (const name of [...says.properties.keys(), ...asked]) if (!says.hidden.has(name)) names.add(name);
    const patterns = [...says.patternProperties.keys()];
    for (const pattern of patterns) sets.push({ ...anyName, within: [pattern] });
    if (governs(says.additionalProperties) || governs(says.unevaluatedProperties)) {
      sets.push({ ...anyName, outside: patterns, except: [...says.properties.keys()].sort() });
    }
    for (const next of inPlace(node)) queue.push(next);
  }
  return { names, sets };
}

function governs(node: SchemaNode | undefined): boolean {
  if (node === undefined || typeof node.schema !== 'object' || node.schema === null) return false;
  return Object.keys(node.schema).length > 0;
}

function inPlace({ keywords: says }: SchemaNode): SchemaNode[] {
  const single = [says.not, says.if, says.then, says.else].filter((node) => node !== undefined);
  return [
    ...says.references,
    ...says.allOf,
    ...(says.anyOf ?? []),
    ...(says.oneOf ?? []),
    ...single,
    ...says.dependentSchemas.map(([, node]) => node),
  ];
}
