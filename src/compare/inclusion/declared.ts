import type { Formula, NameSet } from './formula.ts';
import type { Reader, SchemaNode } from './node.ts';
import type { Allowed, NameLimit } from './solver.ts';
import { anyName } from './universe.ts';

/**
 * The names that one source declares for an instance of a goal: properties, required names, and the names that
 * `patternProperties` or an `additionalProperties` with something to say governs, in any branch that speaks of the instance.
 */
export function declaredBy(reader: Reader): Allowed {
  return (goal) => {
    const nodes = new Set<SchemaNode>();
    collect(goal, reader, nodes);
    return nodes.size === 0 ? undefined : limitOf(nodes);
  };
}

function collect(formula: Formula, reader: Reader, nodes: Set<SchemaNode>): void {
  if (formula.kind === 'schema' && formula.node.reader === reader) nodes.add(formula.node);
  if (formula.kind === 'and' || formula.kind === 'or') {
    for (const part of formula.parts) collect(part, reader, nodes);
  }
}

function limitOf(roots: Iterable<SchemaNode>): NameLimit {
  const names = new Set<string>();
  const sets: NameSet[] = [];
  const seen = new Set<SchemaNode>();
  const queue = [...roots];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const says = node.keywords;
    for (const name of [...says.properties.keys(), ...says.required]) names.add(name);
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
