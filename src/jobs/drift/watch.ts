import {
  answerDrift,
  notMade,
  proven,
  type DriftAnswer,
  type DriftState,
  type ToldDrift,
} from '../../release/drift-response.ts';
import { canonicalJson, type Json } from '../../spec/json.ts';
import type { DriftFacts, DriftTarget } from '../../review/report-facts.ts';
import { environmentState } from '../platform/record.ts';
import { putBackEverywhere } from '../release/apply.ts';
import type { ReleaseContext } from '../release/context.ts';
import { driftFacts, reopened } from './facts.ts';
import { asDeployed, lookForDrift, type EnvironmentLook } from './look.ts';
import { driftState, saveDrift, type DriftEntry } from './state.ts';
import { tellDrift, toTell } from './tell.ts';

/** One look at an environment: what differs is put back where the configuration asks for that, and the rest is told. */
export async function watchEnvironment(context: ReleaseContext, environment: string): Promise<void> {
  const look = await lookForDrift(context, environment);
  if (!look.ok) return;
  const known = await driftState(context.view, environment);
  const left = await whyLeft(context, look);
  const targets = look.targets.flatMap((target) => (target.ok ? [target.name] : []));
  const now = context.services.now().toISOString();
  const answer = answerDrift({ found: look.drifted, targets, state: known, now, leave: left });
  const outcome: Outcome = { look, known, state: answer.state, left };
  const done = answer.correct.length === 0 ? outcome : await putBack(context, outcome, answer, targets);
  await tell(context, isCorrected(context, environment) ? done : { ...done, left: new Map() });
}

/** Nobody looks at an environment that was taken out of the configuration: the issues about it would stand open for ever. */
export async function leaveEnvironment(context: ReleaseContext, environment: string): Promise<void> {
  const known = await driftState(context.view, environment);
  const state = await environmentState(context.view, environment);
  const nothing = { commit: state.deployed ?? '', content: new Map(), targets: [], drifted: [] };
  const look: EnvironmentLook = { ok: true, environment, state, ...nothing };
  await tell(context, { look, known, state: known, left: new Map() });
}

function isCorrected({ config }: ReleaseContext, environment: string): boolean {
  return config.environments?.[environment]?.drift === 'correct';
}

/** API → why it is not put back without anybody asking for it. */
async function whyLeft(context: ReleaseContext, look: EnvironmentLook): Promise<ReadonlyMap<string, string>> {
  const { environment, state, drifted } = look;
  const apis = [...new Set(drifted.map(({ api }) => api))];
  if (!isCorrected(context, environment)) return new Map(apis.map((api) => [api, 'it is reported, as configured']));
  const freeze = await context.services.copies.freezeOf(context.repo.fullName, environment);
  if (freeze !== undefined) return new Map(apis.map((api) => [api, `${environment} is frozen from a terminal`]));
  const opens = reopened(look);
  return new Map(
    apis.flatMap((api): [string, string][] => {
      const hold = state.holds.find((one) => one.api === api);
      if (hold !== undefined) return [[api, `it is held: ${hold.reason}`]];
      return opens.has(api) ? [[api, 'that would let somebody in whom live keeps out; somebody has to say so']] : [];
    }),
  );
}

interface Outcome {
  readonly look: EnvironmentLook;
  /** As the record has it. */
  readonly known: DriftState;
  readonly state: DriftState;
  /** API → why it is not put back. */
  readonly left: ReadonlyMap<string, string>;
}

/**
 * The record says first what is about to be put back, and afterwards that it is proven. Whoever dies in between is followed by somebody who
 * goes on with the same: nothing is put back uncounted, and nothing is counted twice.
 */
async function putBack(
  context: ReleaseContext,
  { look, state, left }: Outcome,
  { correct: apis, isNew }: DriftAnswer,
  targets: readonly string[],
): Promise<Outcome> {
  const { environment } = look;
  const { cause, services } = context;
  const named = apis.join(', ');
  if (isNew) await saveDrift(context, environment, state, { action: 'drift.correct', cause, detail: named });
  const usable = look.targets.flatMap((target) => (target.ok ? [target.target] : []));
  const applied = await putBackEverywhere(context, environment, asDeployed(look, apis), usable);
  const again = await lookForDrift(context, environment);
  const after = again.ok ? again : look;
  if (applied.ok) {
    services.log.warn({ environment, apis }, 'drift was put back');
    const counted = proven(state, targets);
    await saveDrift(context, environment, counted, { action: 'drift.corrected', cause, detail: named });
    return { look: after, known: counted, state: counted, left };
  }
  const { message } = applied;
  services.log.error({ environment, apis, message }, 'drift could not be put back');
  const uncounted = notMade(state, targets);
  await saveDrift(context, environment, uncounted, { action: 'drift.fail', cause, detail: message });
  const reasons = apis.map((api) => [api, `it could not be put back: ${message}`] as const);
  return { look: after, known: uncounted, state: uncounted, left: new Map([...left, ...reasons]) };
}

/**
 * Every target that could be read; of the others nothing is known, so what was said of them stands. The record says first what is about to be
 * told: an issue that nobody remembers would stand open for ever.
 */
async function tell(context: ReleaseContext, { look, known, state, left }: Outcome): Promise<void> {
  const facts = driftFacts(context, look, state, left);
  const open = [...facts.targets, ...takenOut(facts, known)].flatMap((target) => {
    const telling = target.problem === undefined ? toTell(facts, target, known.targets[target.name]) : undefined;
    return telling === undefined ? [] : [{ target, telling }];
  });
  const begun = Object.fromEntries(open.map(({ target, telling }) => [target.name, telling]));
  const next: DriftState = { ...state, targets: { ...known.targets, ...begun } };
  if (textOf(next) !== textOf(known)) {
    const drifted = [...new Set(look.drifted.map(({ api }) => api))];
    await saveDrift(context, look.environment, next, {
      action: drifted.length === 0 ? 'drift.gone' : 'drift.found',
      cause: context.cause,
      ...(drifted.length > 0 && { detail: drifted.join(', ') }),
    });
  }
  const told = { ...next.targets };
  const entries: DriftEntry[] = [];
  for (const { target, telling } of open) {
    const saying = await tellDrift(context.repo, facts, target, telling);
    told[target.name] = saying;
    entries.push(toldEntry(context, target, saying, telling));
  }
  const [first, ...more] = entries;
  if (first !== undefined) await saveDrift(context, look.environment, { ...next, targets: told }, first, ...more);
}

/** One for each target: it is told outside GitHub too, the first time of each episode, unless nobody looks there any more. */
function toldEntry(
  { cause }: ReleaseContext,
  { name, rows, isTakenOut }: DriftTarget,
  { episode, issue }: ToldDrift,
  before: ToldDrift,
): DriftEntry {
  const number = issue ?? before.issue;
  const apis = [...new Set(rows.map(({ api }) => api))];
  return {
    action: rows.length === 0 ? 'drift.over' : 'drift.told',
    cause,
    detail: name,
    ...(isTakenOut !== true && {
      about: { apis, target: name, episode, ...(number !== undefined && { issue: number }) },
    }),
  };
}

/** Targets that were told of and are the environment's no more. */
function takenOut({ targets }: DriftFacts, known: DriftState): DriftTarget[] {
  const names = Object.keys(known.targets).filter((name) => !targets.some((target) => target.name === name));
  return names.map((name) => ({ name, rows: [], opened: [], fights: [], left: {}, isTakenOut: true }));
}

/** Of what is told. Corrections are recorded where they are made, and grow old by themselves. */
function textOf({ targets, fights }: DriftState): string {
  return canonicalJson(JSON.parse(JSON.stringify({ targets, fights })) as Json);
}
