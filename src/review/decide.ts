import type { Change, Level } from '../compare/change.ts';
import type { Violation } from '../policy/violation.ts';
import type { AccessChange } from '../release/exposure/tell.ts';
import type { Waiver } from '../release/state.ts';
import type { Range } from '../spec/place.ts';
import type { ReviewedApi, ReviewFacts, Side } from './facts.ts';
import { listed } from './render/wording.ts';

/** One thing to tell: a change, a violation, a version that does not say what changed, or an access that differs after the merge. */
export interface Finding {
  readonly kind: 'change' | 'violation' | 'version' | 'access';
  readonly api: string;
  readonly owners: readonly string[];
  readonly level: Level;
  /** Id of the check, `pack/rule`, or `access-` with what differs. */
  readonly id: string;
  /** Plain text; `names` are the parts of it that come from the description. */
  readonly message: string;
  readonly names: readonly string[];
  /** Absent for what cannot be waived, because it does not block. */
  readonly fingerprint?: string;
  readonly place?: { readonly side: Side; readonly range: Range };
  /** An error that nobody waived, and that this pull request brings. */
  readonly blocking: boolean;
  readonly waiver?: Waiver;
  readonly change?: Change;
  readonly violation?: Violation;
}

/** Something that is wrong with the review itself or with what it reads. */
export interface Trouble {
  readonly about: 'inspection' | 'configuration' | 'description' | 'plan';
  /** An error blocks; a warning is said. */
  readonly level: 'error' | 'warning';
  /** The API or environment that is meant. */
  readonly subject?: string;
  readonly message: string;
  readonly place?: { readonly side: Side; readonly range: Range };
}

export interface Verdict {
  readonly conclusion: 'success' | 'failure' | 'neutral';
  /** What blocks first, then warnings, what is waived, notes; in the order of APIs and descriptions within each. */
  readonly findings: readonly Finding[];
  readonly troubles: readonly Trouble[];
  /** Violations that the base has too: counted, never in the way. */
  readonly known: number;
}

/**
 * Failure: an error that nobody waived, an unreadable description or configuration on the head, a target that cannot express what is
 * asked, or an inspection that was ended. A gateway that cannot be read never blocks; a warning never fails. Neutral: no API is touched.
 */
export function decideReview(facts: ReviewFacts): Verdict {
  const waivers = standing(facts);
  const all = [
    ...facts.apis.flatMap((api) => [...changes(api, waivers), ...violations(api, waivers), ...version(api)]),
    ...access(facts, waivers),
  ];
  const findings = [0, 1, 2, 3].flatMap((rank) => all.filter((finding) => rankOf(finding) === rank));
  const troubles = [
    ...inspection(facts),
    ...configuration(facts),
    ...unreadable(facts),
    ...unseen(facts),
    ...plans(facts),
  ];
  const failed = findings.some(({ blocking }) => blocking) || troubles.some(({ level }) => level === 'error');
  const touched = facts.apis.length > 0 || facts.inspectFailure !== undefined;
  return {
    conclusion: failed ? 'failure' : touched ? 'success' : 'neutral',
    findings,
    troubles,
    known: facts.apis.flatMap((api) => api.violations).filter((violation) => !violation.isNew).length,
  };
}

function rankOf(finding: Finding): number {
  if (finding.blocking) return 0;
  if (finding.waiver) return 2;
  return finding.level === 'info' ? 3 : 1;
}

type WaiverOf = (finding: Pick<Waiver, 'api' | 'fingerprint'>) => Waiver | undefined;

function standing(facts: ReviewFacts): WaiverOf {
  const valid = facts.waivers.filter(({ until }) => until === undefined || until >= facts.today);
  const known = new Map(valid.map((waiver) => [keyOf(waiver), waiver]));
  return (finding) => known.get(keyOf(finding));
}

function keyOf({ api, fingerprint }: Pick<Waiver, 'api' | 'fingerprint'>): string {
  return `${api} ${fingerprint}`;
}

function changes(api: ReviewedApi, waiverOf: WaiverOf): Finding[] {
  return api.changes.map((change) => {
    const waiver = change.level === 'info' ? undefined : waiverOf({ api: api.name, fingerprint: change.fingerprint });
    return {
      kind: 'change',
      api: api.name,
      owners: api.owners,
      level: change.level,
      id: change.id,
      message: change.message,
      names: namesIn(change),
      fingerprint: change.fingerprint,
      blocking: change.level === 'error' && waiver === undefined,
      change,
      ...placeOf(change),
      ...(waiver ? { waiver } : {}),
    };
  });
}

function namesIn(change: Change): string[] {
  const operations = change.operations.slice(0, 5).flatMap(({ method, path }) => [`${method} ${path}`, path]);
  const args = change.args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg)));
  return [...operations, ...(change.property === undefined ? [] : [change.property]), ...args];
}

function placeOf(change: Change): Pick<Finding, 'place'> {
  if (change.head) return { place: { side: 'head', range: change.head } };
  return change.base ? { place: { side: 'base', range: change.base } } : {};
}

function violations(api: ReviewedApi, waiverOf: WaiverOf): Finding[] {
  return api.violations
    .filter((violation) => violation.isNew)
    .map((violation) => {
      const waiver =
        violation.level === 'info' ? undefined : waiverOf({ api: api.name, fingerprint: violation.fingerprint });
      const { operation } = violation;
      return {
        kind: 'violation',
        api: api.name,
        owners: api.owners,
        level: violation.level,
        id: violation.rule,
        message: violation.message,
        names: operation ? [`${operation.method} ${operation.path}`, operation.path] : [],
        fingerprint: violation.fingerprint,
        blocking: violation.level === 'error' && waiver === undefined,
        violation,
        ...(violation.range ? { place: { side: 'head', range: violation.range } } : {}),
        ...(waiver ? { waiver } : {}),
      };
    });
}

function version(api: ReviewedApi): Finding[] {
  const { semver } = api;
  if (semver === undefined || semver.enough) return [];
  const still = semver.from === semver.to ? `is still ${semver.to}` : `goes from ${semver.from} to ${semver.to} only`;
  return [
    {
      kind: 'version',
      api: api.name,
      owners: api.owners,
      level: 'warning',
      id: 'version-not-raised',
      message: `info.version ${still}; these changes ask for a new ${semver.needed} version.`,
      names: ['info.version', semver.from, semver.to],
      blocking: false,
    },
  ];
}

/** What somebody gets in by that they did not before is an error where this change brings it. */
function access({ plan, apis }: ReviewFacts, waiverOf: WaiverOf): Finding[] {
  const owners = new Map(apis.map((api) => [api.name, api.owners]));
  return plan
    .flatMap((section) => section.access)
    .map((change) => {
      const { id, api, names, fingerprint } = change;
      const { level, message } = accessWords(change);
      const waiver = level === 'info' ? undefined : waiverOf(change);
      return {
        kind: 'access',
        api,
        owners: owners.get(api) ?? [],
        level,
        id,
        message,
        names,
        fingerprint,
        blocking: level === 'error' && waiver === undefined,
        ...(waiver ? { waiver } : {}),
      };
    });
}

/** What was merged before, or done by hand at the gateway, is told, and is no reason to refuse this change. */
export function accessWords({ level, message, isBrought }: AccessChange): {
  readonly level: Level;
  readonly message: string;
} {
  if (isBrought || level !== 'error') return { level, message };
  return {
    level: 'warning',
    message: `${message} Not by this change: it was merged before, or live was changed by hand.`,
  };
}

function inspection({ inspectFailure }: ReviewFacts): Trouble[] {
  if (!inspectFailure) return [];
  const reasons = { time: 'took too long', memory: 'needed too much memory', crash: 'ended unexpectedly' };
  const message = `Reading the descriptions ${reasons[inspectFailure.reason]}: ${inspectFailure.message} Nothing was compared, so nothing is known to be safe.`;
  return [{ about: 'inspection', level: 'error', message }];
}

function configuration({ configProblems, configChanged }: ReviewFacts): Trouble[] {
  const found = configProblems.map(({ side, problem }): Trouble => {
    const consequence =
      side === 'base' ? ' It stands so on the base branch: until it is mended, what it says does not count.' : '';
    return {
      about: 'configuration',
      level: side === 'head' ? 'error' : 'warning',
      message: problem.message + consequence,
      ...(problem.range ? { place: { side, range: problem.range } } : {}),
    };
  });
  if (!configChanged) return found;
  const fork = configChanged.fromFork ? ' It comes from a fork: read it with care.' : '';
  const message = `This changes how Sluice works here. This review goes by the base branch; the change counts once it is merged.${fork}`;
  return [...found, { about: 'configuration', level: 'warning', message }];
}

function unreadable({ apis }: ReviewFacts): Trouble[] {
  return apis.flatMap((api) =>
    api.problems.map(({ side, problem }): Trouble => {
      const consequence = side === 'base' ? ' It stands so on the base: nothing there can be compared.' : '';
      return {
        about: 'description',
        level: side === 'head' ? 'error' : 'warning',
        subject: api.name,
        message: consequence === '' ? problem.message : `${problem.message.replace(/\.$/, '')}.${consequence}`,
        ...(problem.range ? { place: { side, range: problem.range } } : {}),
      };
    }),
  );
}

function unseen({ apis }: ReviewFacts): Trouble[] {
  return apis.flatMap(({ name, unseen: files = [] }): Trouble[] => {
    if (files.length === 0) return [];
    const shown = listed(files, 3, (file) => file);
    const message = `Parts of it are neither YAML nor JSON by their names: ${shown}. A change of those alone is not seen, neither for review nor for release. Let their names end in .yaml or .json.`;
    return [{ about: 'description', level: 'warning', subject: name, message }];
  });
}

function plans({ plan }: ReviewFacts): Trouble[] {
  return plan.flatMap(({ environment, targets }) =>
    targets
      .filter(({ state }) => state === 'problems')
      .flatMap(({ target, problems }) =>
        problems.map((problem): Trouble => ({
          about: 'plan',
          level: 'error',
          subject: environment,
          message: `${target}: ${problem}`,
        })),
      ),
  );
}
