import { canonicalJson, isContainer } from '../../spec/json.ts';
import { allowsNothing } from '../../spec/merge-siblings.ts';
import { once } from '../../spec/once.ts';
import type { GraphNode } from '../graph/pair-graph.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { isRemark } from './texts.ts';

const OTHERS = 'additionalProperties';
/** Each has a check of its own that calls an error what it breaks, and has no say in what another one allows. */
const ALONE: ReadonlySet<string> = new Set(['type', 'nullable', 'enum', 'const', 'properties', 'required', 'items']);
/** They limit one value, or how many there are. */
const LIMITS: ReadonlySet<string> = new Set([
  ...['format', 'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
]);

/**
 * A property that is new where nothing speaks of properties but they themselves: nobody had described a value of its name, or could send
 * one.
 */
export function isMereAddition(id: string, { before, after }: GraphNode): boolean {
  return id === 'new-optional-request-property' && [before, after].every((view) => isAlone(view) || isClosed(view));
}

const isClosed = once((view: SchemaView): boolean => allowsNothing(view.get(OTHERS)) && speaksAlone(view, [OTHERS]));

/** Whether no keyword speaks of what another one speaks of too. */
const isAlone = once((view: SchemaView): boolean => speaksAlone(view));

function speaksAlone(view: SchemaView, besides: readonly string[] = []): boolean {
  const said = [...view.keywords].filter((keyword) => !isRemark(keyword) && !besides.includes(keyword));
  const isOnce = new Set(said).size === said.length;
  return isOnce && said.every((keyword) => ALONE.has(keyword) || LIMITS.has(keyword)) && requiresWhatItDeclares(view);
}

function requiresWhatItDeclares(view: SchemaView): boolean {
  const declared = view.get('properties') ?? null;
  return [...view.required].every((name) => isContainer(declared) && Object.hasOwn(declared, name));
}

/** Whether what the checks call an error is all that breaks at the pair: it differs in nothing else. */
function isPlain({ before, after }: GraphNode): boolean {
  if (!isAlone(before) || !isAlone(after) || before.never || after.never) return false;
  if ([before, after].some((view) => view.values?.some(isContainer) === true)) return false;
  // Items that one side alone describes are compared with nothing.
  if ((before.get('items') === undefined) !== (after.get('items') === undefined)) return false;
  return [...LIMITS].every((limit) => before.get(limit) === after.get(limit));
}

/** Of some pairs and all below them those that can break by what no check calls an error. */
export function entangled(roots: readonly GraphNode[]): readonly GraphNode[] {
  const [found, whole] = [new Set(roots), new Set(roots)];
  // The set grows while it is read.
  for (const { edges } of found) for (const { to } of edges) found.add(to);
  return [...found].filter((pair) => !isPlain(pair) || (whole.has(pair) && listsOthers(pair)));
}

/** Whether values are listed in other words: of whole bodies no check tells of them in each direction. */
function listsOthers({ before, after }: GraphNode): boolean {
  return (['enum', 'const'] as const).some((keyword) => listed(before, keyword) !== listed(after, keyword));
}

function listed(view: SchemaView, keyword: 'enum' | 'const'): string | undefined {
  const said = view.get(keyword);
  return said === undefined ? undefined : canonicalJson(said);
}
