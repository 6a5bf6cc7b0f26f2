import type { Description } from '../spec/description.ts';
import type { OperationView } from '../spec/operations.ts';
import { operations } from '../spec/view.ts';
import { applySeverities, type Severities } from './adjust/severity-file.ts';
import type { Change } from './change.ts';
import type { Check, Context, Finding, Matched, SchemaCheck } from './checks/check.ts';
import { checks } from './checks/index.ts';
import { Emitter } from './graph/emit.ts';
import { PairGraph } from './graph/pair-graph.ts';
import { rootsOf } from './graph/roots.ts';
import { Visits } from './graph/visits.ts';
import { levelIn } from './levels.ts';
import { isUnstable } from './lifecycle.ts';
import { matchOperations } from './operations/match-operations.ts';
import { pairOperation, type OperationPair } from './operations/operation-pair.ts';
import { SharedParts } from './operations/shared-parts.ts';
import type { Message } from './proof/meetings.ts';
import { EXAMPLES, prove, WITNESSED } from './proof/prove.ts';
import { Report } from './report/report.ts';
import { Sameness } from './schemas/same.ts';
import { Untouched } from './schemas/untouched.ts';
import { schemeNames } from './security/schemes.ts';
import { Side } from './side.ts';

/** What the comparison is judged by, and how much of it is to be shown by values. */
export interface CompareOptions {
  /** `YYYY-MM-DD`: the day that sunset dates are judged on. */
  readonly today: string;
  /** How many days before its sunset an operation must be deprecated, by stability level; 0 unless given. */
  readonly deprecationDays?: { readonly beta: number; readonly stable: number };
  /** Levels that somebody chose: what follows from all changes together is judged at them. */
  readonly severities?: Severities;
  /** For how many groups a witness is looked for with patience, the worst first; 50 unless given. The others get less effort. */
  readonly witness?: number | 'all';
  /** How many witnesses get a whole message around them; 3 unless given, all where every witness is asked for. */
  readonly examples?: number;
}

const schemaChecks = checks.filter((check) => check.kind === 'schema');
const operationChecks = checks.filter((check) => check.kind === 'operation');
const documentChecks = checks.filter((check) => check.kind === 'document');
const verdictChecks = checks.filter((check) => check.kind === 'verdict');

/**
 * What changed from `base` to `head`, one change for each cause, worst first. A side that is missing has no operations: a new
 * description adds all of its own, a deleted one removes them. Cost grows with the number of pairs of schemas that stand in
 * each other's place, never with the number of ways to them.
 */
export function compare(
  base: Description | undefined,
  head: Description | undefined,
  options: CompareOptions,
): Change[] {
  return compareInFull(base, head, options).changes;
}

/** What changed, and what only looked like it. */
export interface Comparison {
  readonly changes: Change[];
  /** Errors by their form, or so but for an `allOf`, taken back since inclusion disproves them: both mean the same, or the new one is kinder. */
  readonly disproved: readonly Change[];
}

/** `compare`, and what it took back. */
export function compareInFull(
  base: Description | undefined,
  head: Description | undefined,
  options: CompareOptions,
): Comparison {
  const present = base ?? head;
  if (present === undefined) return { changes: [], disproved: [] };
  const sides = { base: new Side(base ?? emptied(present)), head: new Side(head ?? emptied(present)) };
  const context: Context = {
    ...sides,
    schemeNames: schemeNames(sides.base, sides.head),
    same: new Sameness(),
    today: options.today,
    deprecationDays: options.deprecationDays ?? { beta: 0, stable: 0 },
  };
  const untouched = new Untouched(context.base.description, context.head.description);
  const matched = matchAll(context, untouched);
  const report = new Report();
  const messages = compareSchemas(matched.both, context, untouched, report);
  for (const pair of matched.both) {
    for (const check of operationChecks) tell(report, check, check.compare(pair, context), pair);
  }
  for (const check of documentChecks) tell(report, check, check.compare(matched, context));
  const witnesses = options.witness === 'all' ? Infinity : (options.witness ?? WITNESSED);
  const examples = options.examples ?? (witnesses === Infinity ? Infinity : EXAMPLES);
  const disproved = report.changes(prove(report, { ...sides, untouched, messages }, { witnesses, examples }));
  report.joinDirections();
  const severities: Severities = options.severities ?? new Map();
  const changes = applySeverities(report.changes(), severities);
  return { changes: applySeverities([...changes, ...verdicts(changes, context)], severities), disproved };
}

/** What follows from all the changes together. */
function verdicts(changes: readonly Change[], context: Context): Change[] {
  const report = new Report();
  for (const check of verdictChecks) tell(report, check, check.compare(changes, context));
  return report.changes();
}

function matchAll(context: Context, untouched: Untouched): Matched {
  const before = operations(context.base.description);
  const after = operations(context.head.description);
  const { added, removed, both } = matchOperations(
    { side: context.base, views: before },
    { side: context.head, views: after },
    (one, other) => untouched.has(one, other),
  );
  const shared = new SharedParts(context.base.description, context.head.description);
  const looked = both.filter(({ before: old, after: now }) => shared.allows(old, now));
  for (const pair of looked) {
    nameParameters(context.base, pair.before);
    nameParameters(context.head, pair.after);
  }
  const pairs = looked.map(pairOperation);
  return {
    beyond: both.slice(looked.length),
    added,
    removed,
    both: pairs.filter((pair) => !isUnstable(pair.after.node)),
    unstable: pairs.filter((pair) => isUnstable(pair.after.node)),
  };
}

function nameParameters(side: Side, view: OperationView): void {
  for (const parameter of view.parameters) side.name(parameter.node, `${parameter.in}:${parameter.name}`);
}

/** Returns where messages begin. */
function compareSchemas(
  pairs: readonly OperationPair[],
  context: Context,
  untouched: Untouched,
  report: Report,
): Message[] {
  const graph = new PairGraph(schemaChecks, context.same, untouched);
  const entries = pairs.map((pair) => ({ pair, roots: rootsOf(pair, graph, context) }));
  graph.build();
  const visits = new Visits();
  for (const { pair, roots } of entries) visits.enter(roots, pair.reversed, report.sets.of(pair.before));
  const emitter = new Emitter(report, context);
  for (const visit of visits.all()) emitter.tell(visit);
  return entries.flatMap(({ pair: { reversed }, roots }) => roots.map((root) => ({ root, reversed })));
}

function tell(
  report: Report,
  check: Exclude<Check, SchemaCheck>,
  findings: readonly Finding[],
  pair?: OperationPair,
): void {
  for (const finding of findings) {
    const turned = pair?.reversed === true && check.kind === 'operation' ? check.reversed?.[finding.id] : undefined;
    const group = report.group({
      check,
      id: finding.id,
      level: finding.level ?? turned ?? levelOf(check, finding.id),
      args: finding.args,
      where: finding.where ?? '',
      property: finding.property ?? '',
      via: () => finding.via ?? [],
      before: finding.before,
      after: finding.after,
      cause: finding.cause,
      reversed: pair?.reversed === true,
    });
    const reached = finding.operations ?? (pair === undefined ? [] : [pair.before]);
    report.count(group, report.sets.join(reached));
  }
}

function levelOf(check: Check, id: string): Change['level'] {
  const level = levelIn(check, id);
  if (level === undefined) throw new Error(`A check reports ${id}, which is not among its ids.`);
  return level;
}

/** A description with nothing in it, in the place of one that does not exist. */
function emptied(other: Description): Description {
  return {
    file: other.file,
    version: other.version,
    root: {},
    files: [],
    problems: [],
    resolve: (node) => ({ ok: true, node, via: [] }),
    leadsTo: () => undefined,
    anchored: () => [],
    range: () => undefined,
    pointer: () => undefined,
  };
}
