import type { Change } from './change.ts';

type Step = 'major' | 'minor' | 'patch';

/** Whether a version went as far as its changes ask for (Semantic Versioning 2.0.0). */
export interface SemverVerdict {
  readonly from: string;
  readonly to: string;
  /** What the changes ask for. */
  readonly needed: Step;
  /** Whether `to` goes at least that far beyond `from`. */
  readonly enough: boolean;
}

interface Version {
  readonly numbers: readonly [number, number, number];
  readonly isPrerelease: boolean;
}

/** Semantic Versioning 2.0.0; also `v1`, `1.2`. Dates and other schemes are none of it. */
function parsed(text: string): Version | undefined {
  const match = /^v?(\d{1,9})(?:\.(\d{1,9})(?:\.(\d{1,9})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)?)?$/.exec(text);
  if (match === null) return undefined;
  const numbers = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)] as const;
  return { numbers, isPrerelease: match[4] !== undefined };
}

/** Breaking: major. New or deprecated things, or what may break: minor. Anything else: patch (semver.org, items 6 to 8). */
function neededBy(changes: readonly Change[]): Step {
  if (changes.some(({ level }) => level === 'error')) return 'major';
  const widens = changes.some(
    ({ level, id }) => level === 'warning' || /(?:^|-)(?:added|new|deprecated)(?:-|$)/.test(id),
  );
  return widens ? 'minor' : 'patch';
}

function isEnough(from: Version, to: Version, needed: Step): boolean {
  const [major, minor, patch] = [0, 1, 2].map((index) => (to.numbers[index] ?? 0) - (from.numbers[index] ?? 0)) as [
    number,
    number,
    number,
  ];
  if (major !== 0) return major > 0;
  // Item 4: before 1.0.0 anything may change with the second number.
  if (minor !== 0) return minor > 0 && (needed !== 'major' || from.numbers[0] === 0);
  if (patch !== 0) return patch > 0 && needed === 'patch';
  return from.isPrerelease;
}

/** `2024.10.1`, `20241001`: digits of a date, which say nothing of what changed (calver.org). */
const CALENDAR = /^v?(?:19|20)\d{2}(?:$|\.\d|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\.|$))/;

/** Undefined where nothing changed or a version is not of this kind. */
export function semverVerdict(from: string, to: string, changes: readonly Change[]): SemverVerdict | undefined {
  if (CALENDAR.test(from) || CALENDAR.test(to)) return undefined;
  const before = parsed(from);
  const after = parsed(to);
  if (changes.length === 0 || before === undefined || after === undefined) return undefined;
  const needed = neededBy(changes);
  return { from, to, needed, enough: isEnough(before, after, needed) };
}

/** As semver.org writes it, with a `v` in front at most: three numbers without leading zeros. */
const STRICT =
  /^v?(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8})){2}(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*)?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/;

/**
 * How far the version went for a change that breaks something: not at all, back, to the same three numbers with something else behind
 * them (which counts as back), or too short a way. Undefined where a version is not written exactly by Semantic Versioning: dates and `v1` are other schemes.
 */
export function breakingStep(from: string, to: string): 'enough' | 'none' | 'back' | 'same' | 'short' | undefined {
  const [before, after] = [STRICT.test(from), STRICT.test(to)];
  const [old, now] = [parsed(from)?.numbers, parsed(to)?.numbers];
  if (!before || !after || old === undefined || now === undefined) return undefined;
  if (from === to) return 'none';
  const [major, minor, patch] = [now[0] - old[0], now[1] - old[1], now[2] - old[2]];
  const order = major !== 0 ? major : minor !== 0 ? minor : patch;
  if (order <= 0) return order === 0 ? 'same' : 'back';
  const carried = major > 0 || (now[0] === 0 && minor > 0);
  return carried ? 'enough' : 'short';
}
