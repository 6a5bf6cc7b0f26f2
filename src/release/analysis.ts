import type { AnalysisCheck, AnalysisConfig } from '../config/sluice-config.ts';
import { duration } from '../config/units.ts';
import type { Measure, UsageCounters } from './state.ts';
import { errorRate, latencyQuantile, NO_USAGE, usageBetween } from './usage.ts';

/** What one HTTP probe saw. `status` undefined: no answer. */
export interface ProbeResult {
  readonly path: string;
  /** The API that listens there; undefined where none of them does. */
  readonly api?: string;
  readonly status?: number;
  readonly ms: number;
  readonly message?: string;
}

/** One look at an environment. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Counters per API; undefined where a target could not be asked. */
  readonly usage?: Readonly<Record<string, UsageCounters>>;
  readonly probes: readonly ProbeResult[];
}

export interface AnalysisInput {
  readonly config: AnalysisConfig;
  /** APIs that the release changed: only these can be to blame. */
  readonly apis: readonly string[];
  /** Counters when the release began. */
  readonly before?: Readonly<Record<string, UsageCounters>>;
  readonly samples: readonly Sample[];
}

export type Verdict = 'running' | 'passed' | 'failed' | 'inconclusive' | 'error';

export interface AnalysisVerdict {
  readonly verdict: Verdict;
  readonly failing: readonly string[];
  readonly measures: readonly Measure[];
  readonly reason: string;
}

const DEFAULT_FAILURES = 3;
const DEFAULT_MIN_REQUESTS = 20;
/** An API that was bad before, by enough requests to say so, is not blamed on the release until it is this much worse. */
const WORSE = 1.25;

/**
 * Judges the samples so far. *Failed*: one check of one API was bad in as many samples in a row as the configuration asks
 * for. *Passed*: the bake, which the first sample begins, is over and every check has data and is good; what is bad at its
 * end is looked at until it has failed or is good again. *Inconclusive*: it is over and something had too little data, or is
 * bad and not this release's. *Error*: it is over and a source could not be read. Missing data never fails (after Argo
 * Rollouts' analysis: Failed, Error and Inconclusive are different things).
 */
export function judge(input: AnalysisInput): AnalysisVerdict {
  const histories = input.config.checks.flatMap((check) => historiesOf(check, input));
  const failures = input.config.failures ?? DEFAULT_FAILURES;
  const measures = histories.map((history) => history.latest);
  const failing = histories.filter((history) => history.badInARow >= failures && history.blames.length > 0);
  if (failing.length > 0) {
    const apis = [...new Set(failing.flatMap((history) => history.blames))].sort();
    const first = failing[0]?.latest;
    const reason = `${first?.check ?? ''} of ${apis.join(', ')}: ${first?.after ?? ''} (limit ${first?.limit ?? ''})${failures === 1 ? '' : `, ${failures} samples in a row`}`;
    return { verdict: 'failed', failing: apis, measures, reason };
  }
  const [begun, last] = [input.samples[0], input.samples.at(-1)];
  const undecided = histories.some(({ badInARow, blames }) => badInARow > 0 && blames.length > 0);
  const isBaked = begun !== undefined && last !== undefined && last.at - begun.at >= duration(input.config.bake);
  if (!isBaked || undecided) {
    return { verdict: 'running', failing: [], measures, reason: 'baking' };
  }
  return { failing: [], measures, ...conclude(measures) };
}

function conclude(measures: readonly Measure[]): { verdict: Verdict; reason: string } {
  const named = (state: Measure['state']): string =>
    measures
      .filter((measure) => measure.state === state)
      .map((measure) => `${measure.check} of ${measure.api}`)
      .join(', ');
  if (named('unreadable') !== '') return { verdict: 'error', reason: `could not be read: ${named('unreadable')}` };
  if (named('no-data') !== '') return { verdict: 'inconclusive', reason: `too little data: ${named('no-data')}` };
  if (named('bad') !== '') return { verdict: 'inconclusive', reason: `bad at the end of the bake: ${named('bad')}` };
  return { verdict: 'passed', reason: `${measures.length} of ${measures.length} checks good for the whole bake` };
}

interface History {
  readonly badInARow: number;
  readonly latest: Measure;
  readonly blames: readonly string[];
}

function historiesOf(check: AnalysisCheck, input: AnalysisInput): History[] {
  if ('http' in check) return [probeHistory(check, input)];
  return input.apis.map((api) => rateHistory(check, api, input));
}

export type ProbeCheck = Extract<AnalysisCheck, { http: string }>;

export function isGood({ status: wanted }: ProbeCheck, { status }: ProbeResult): boolean {
  return status !== undefined && (wanted === undefined ? status < 400 : status === wanted);
}

function probeHistory(check: ProbeCheck, input: AnalysisInput): History {
  const seen = input.samples.map((sample) => sample.probes.find((probe) => probe.path === check.http));
  const states = seen.map((probe) => (probe === undefined ? 'no-data' : isGood(check, probe) ? 'ok' : 'bad'));
  const last = seen.at(-1);
  const owner = last?.api;
  return {
    badInARow: trailingBad(states),
    latest: {
      api: owner ?? 'all',
      check: `probe ${check.http}`,
      before: '',
      after: last === undefined ? 'no sample' : (last.status?.toString() ?? last.message ?? 'no answer'),
      limit: check.status?.toString() ?? 'below 400',
      state: states.at(-1) ?? 'no-data',
    },
    blames: owner === undefined ? input.apis : input.apis.includes(owner) ? [owner] : [],
  };
}

type RateCheck = Exclude<AnalysisCheck, { http: string }>;

function rateHistory(check: RateCheck, api: string, input: AnalysisInput): History {
  const before = input.before?.[api] ?? NO_USAGE;
  const judged = input.samples.map((_, index) => judgeRate(check, api, input, before, index));
  const latest = judged.at(-1) ?? judgeNothing(check, api);
  return { badInARow: trailingBad(judged.map(({ state }) => state)), latest, blames: [api] };
}

function judgeRate(check: RateCheck, api: string, input: AnalysisInput, before: UsageCounters, index: number): Measure {
  const rule = ruleOf(check);
  const wanted = input.config.minRequests ?? DEFAULT_MIN_REQUESTS;
  const baseline = before.requests >= wanted ? rule.value(before) : undefined;
  const limit = baseline !== undefined && baseline > rule.max ? baseline * WORSE : rule.max;
  const base = { api, check: rule.name, before: rule.show(baseline), limit: rule.show(limit) };
  const usage = input.samples[index]?.usage;
  if (usage === undefined) return { ...base, after: 'unreadable', state: 'unreadable' };
  const window = recentUsage(api, input, index);
  const value = rule.value(window);
  if (window.requests < wanted || value === undefined)
    return { ...base, after: window.requests === 1 ? '1 request' : `${window.requests} requests`, state: 'no-data' };
  return { ...base, after: rule.show(value), state: value > limit ? 'bad' : 'ok' };
}

function judgeNothing(check: RateCheck, api: string): Measure {
  const rule = ruleOf(check);
  return { api, check: rule.name, before: '', after: 'no sample', limit: rule.show(rule.max), state: 'no-data' };
}

/**
 * The shortest stretch up to this sample that holds enough requests, at most since the first one, which is taken as soon as it is live: old
 * good traffic does not dilute new failures, what was before is not this release's, and a handful of requests decides nothing.
 */
function recentUsage(api: string, { config, samples }: AnalysisInput, index: number): UsageCounters {
  const now = samples[index]?.usage?.[api] ?? NO_USAGE;
  const wanted = config.minRequests ?? DEFAULT_MIN_REQUESTS;
  let window = NO_USAGE;
  for (let earlier = index - 1; earlier >= 0 && window.requests < wanted; earlier--) {
    const then = samples[earlier]?.usage;
    if (then !== undefined) window = usageBetween(then[api] ?? NO_USAGE, now);
  }
  return window;
}

interface RateRule {
  readonly name: string;
  readonly max: number;
  value(usage: UsageCounters): number | undefined;
  show(value: number | undefined): string;
}

function ruleOf(check: RateCheck): RateRule {
  if ('errorRate' in check) {
    return {
      name: 'error rate',
      max: check.errorRate.max,
      value: errorRate,
      show: (value) => (value === undefined ? 'too few requests' : `${Number((value * 100).toPrecision(3))} %`),
    };
  }
  const { quantile, max } = check.latency;
  return {
    name: `p${Number((quantile * 100).toPrecision(5))} latency`,
    max: duration(max) / 1000,
    value: (usage) => latencyQuantile(usage, quantile),
    show: (value) => (value === undefined ? 'too few requests' : `${Math.round(value * 1000)} ms`),
  };
}

function trailingBad(states: readonly Measure['state'][]): number {
  const good = states.findLastIndex((state) => state !== 'bad');
  return states.length - 1 - good;
}
