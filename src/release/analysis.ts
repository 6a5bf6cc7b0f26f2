import { readQuery } from '../config/promql.ts';
import type { AnalysisCheck, AnalysisConfig } from '../config/sluice-config.ts';
import { duration } from '../config/units.ts';
import { figure, queryName, standingOf, WORSE, type QueryCheck, type Reading } from './queries.ts';
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
  /** Of each check by a query, one for each Prometheus that was asked. */
  readonly readings?: readonly Reading[];
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
/** In place of an API, where a check is of all of them. */
const EVERY = 'all';

/**
 * Judges the samples so far. *Failed*: one check of one API was bad in as many samples in a row as the configuration asks
 * for. *Passed*: the bake, which the first sample begins, is over and every check has data and is good; what is bad at its
 * end is looked at until it has failed or is good again. *Inconclusive*: it is over and something had too little data, or is
 * bad and not this release's. *Error*: it is over and a source could not be read. Missing data never fails (after Argo
 * Rollouts' analysis: Failed, Error and Inconclusive are different things).
 */
export function judge(input: AnalysisInput): AnalysisVerdict {
  const histories = input.config.checks.flatMap((check, place) => historiesOf(check, place, input));
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
  const named = (state: Measure['state']): string => {
    const all = measures.filter((measure) => measure.state === state);
    const more = all.length > TOLD ? ` and ${all.length - TOLD} more` : '';
    return all.slice(0, TOLD).map(nameOf).join(', ') + more;
  };
  if (named('unreadable') !== '') return { verdict: 'error', reason: `could not be read: ${named('unreadable')}` };
  if (named('no-data') !== '') return { verdict: 'inconclusive', reason: `too little data: ${named('no-data')}` };
  if (named('bad') !== '') return { verdict: 'inconclusive', reason: `bad at the end of the bake: ${named('bad')}` };
  return { verdict: 'passed', reason: `${measures.length} of ${measures.length} checks good for the whole bake` };
}

/** More than these are counted: what a verdict says stands in many places. */
const TOLD = 5;

/** Of what is of all APIs, with what was seen of it: why a query has no number, no counter tells. */
function nameOf({ check, api, before, after }: Measure): string {
  if (api !== EVERY) return `${check} of ${api}`;
  return `${check} of ${api} (${after}${before === '' ? '' : `, ${before} before`})`;
}

interface History {
  readonly badInARow: number;
  readonly latest: Measure;
  readonly blames: readonly string[];
}

function historiesOf(check: AnalysisCheck, place: number, input: AnalysisInput): History[] {
  if ('http' in check) return [probeHistory(check, input)];
  if ('prometheus' in check) return queryHistories(check, place, input);
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
      api: owner ?? EVERY,
      check: `probe ${check.http}`,
      before: '',
      after: last === undefined ? 'no sample' : (last.status?.toString() ?? last.message ?? 'no answer'),
      limit: check.status?.toString() ?? 'below 400',
      state: states.at(-1) ?? 'no-data',
    },
    blames: owner === undefined ? input.apis : input.apis.includes(owner) ? [owner] : [],
  };
}

/** One for each Prometheus that was asked last. What a query looks at nobody can tell from it, so it is of every API of the release. */
function queryHistories(check: QueryCheck, place: number, { samples, apis }: AnalysisInput): History[] {
  const isOfThis = (reading: Reading, targets: string): boolean =>
    reading.check === place && reading.targets === targets;
  const asked = (samples.at(-1)?.readings ?? []).flatMap((one) => (one.check === place ? [one.targets] : []));
  return (asked.length === 0 ? [''] : asked).map((targets) => {
    const named = asked.length > 1 ? `${queryName(check)} on ${targets}` : queryName(check);
    const judged = samples.map(({ at, readings }) => {
      const isEarly = at - (samples[0]?.at ?? at) < reachOf(check);
      return judgeReading(
        check,
        named,
        readings?.find((one) => isOfThis(one, targets)),
        isEarly,
      );
    });
    const { measure } = judged.at(-1) ?? judgeReading(check, named, undefined, true);
    const states = judged.map(({ isBlamed, measure: { state } }) => (isBlamed || state !== 'bad' ? state : 'no-data'));
    return { badInARow: trailingBad(states), latest: measure, blames: apis };
  });
}

/** Up to so long after the first sample a query tells also of what was before it, which is not this release's. */
function reachOf({ prometheus: { query } }: QueryCheck): number {
  const read = readQuery(query);
  return read.ok ? read.reach : 0;
}

interface Judged {
  readonly measure: Measure;
  /** Whether what is bad is this release's. */
  readonly isBlamed: boolean;
}

function judgeReading(check: QueryCheck, name: string, reading: Reading | undefined, isEarly: boolean): Judged {
  const limits = check.prometheus;
  const base = { api: EVERY, check: name, before: '', limit: shownLimits(limits) };
  if (reading === undefined) return unblamed({ ...base, after: 'no sample', state: 'no-data' });
  if (reading.kind !== 'number') return unblamed({ ...base, after: reading.message, state: reading.kind });
  const { value, before, series } = reading;
  const limit = (limits.max !== undefined && value > limits.max ? limits.max : limits.min) ?? limits.max ?? 0;
  const told = { ...base, before: before === undefined ? '' : figure(before, limit) };
  if (isEarly) return unblamed({ ...told, after: 'its window reaches back before the release', state: 'no-data' });
  const standing = standingOf(limits, reading);
  const after = `${figure(value, limit)} ${series}`.trim();
  return { measure: { ...told, after, state: standing === 'good' ? 'ok' : 'bad' }, isBlamed: standing === 'bad' };
}

function unblamed(measure: Measure): Judged {
  return { measure, isBlamed: false };
}

function shownLimits({ min, max }: QueryCheck['prometheus']): string {
  if (min === undefined) return String(max);
  return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}

type RateCheck = Exclude<AnalysisCheck, { http: string } | QueryCheck>;

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
