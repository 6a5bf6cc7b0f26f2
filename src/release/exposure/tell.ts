import { createHash } from 'node:crypto';
import type { Level } from '../../compare/change.ts';
import type { AccessEffect } from './effects.ts';

/** What one target would do to who can reach what. */
export interface TargetEffects {
  readonly target: string;
  /** Between what is live and what would be. */
  readonly effects: readonly AccessEffect[];
  /** Between the content of the two commits: what the change itself brings, wherever live is. */
  readonly brought: readonly AccessEffect[];
}

/** Equal effects of one API in one environment, told together. */
export interface AccessChange {
  /** `access-reach`, `access-auth` and so on. */
  readonly id: string;
  readonly api: string;
  readonly level: Level;
  readonly message: string;
  /** The parts of the message that come from descriptions and configuration. */
  readonly names: readonly string[];
  /** Of the environment, the API, its operations and what holds for them afterwards: 12 hexadecimal digits. */
  readonly fingerprint: string;
  /** False: it comes with a merge or a drift from before, and is no reason to refuse this change. */
  readonly isBrought: boolean;
}

interface Item {
  readonly effect: AccessEffect;
  readonly targets: Set<string>;
  isBrought: boolean;
}

/** All effects of one environment: those on every target without their names, those on some of them with. */
export function tellAccess(environment: string, targets: readonly TargetEffects[]): AccessChange[] {
  const items = new Map<string, Item>();
  for (const { target, effects, brought } of targets) {
    const own = new Set(brought.map(keyOf));
    // Live and the base may differ in what was before: what the change brings is told as the change sees it.
    for (const effect of [...brought, ...effects.filter((one) => !own.has(keyOf(one)))]) {
      const key = `${keyOf(effect)}\n${effect.detail}`;
      const item = items.get(key) ?? { effect, targets: new Set<string>(), isBrought: false };
      items.set(key, item);
      item.targets.add(target);
      item.isBrought ||= own.has(keyOf(effect));
    }
  }
  const groups = new Map<string, Item[]>();
  for (const item of items.values()) {
    const group = groups.get(groupKey(item)) ?? [];
    groups.set(groupKey(item), group);
    group.push(item);
  }
  return [...groups.values()].map((group) => told(environment, group, targets.length));
}

/** What somebody accepts who accepts it: the state afterwards, however it was before. */
export function keyOf({ api, aspect, after, operation }: AccessEffect): string {
  return [api, aspect, after, operation].join('\n');
}

function groupKey({ effect: { api, aspect, level, after, detail, verb }, targets, isBrought }: Item): string {
  return [api, aspect, level, after, detail, verb?.[0], [...targets].join(), isBrought].join('\n');
}

function told(environment: string, group: readonly Item[], targetCount: number): AccessChange {
  const [first] = group;
  if (first === undefined) throw new Error('a group has at least one effect');
  const { api, aspect, level, after, detail, verb, of } = first.effect;
  const operations = namesOf(group);
  const where = first.targets.size === targetCount ? environment : `${environment} (${[...first.targets].join(', ')})`;
  // Where it is so for every operation, what else is below their path goes without saying.
  const known = namesOf(group.filter(({ effect }) => effect.isRest !== true));
  const isAll = known.length === of;
  const shown = isAll ? known : operations;
  const subject = isAll && of > 1 ? `${api} (all ${of} operations)` : subjectOf(api, shown);
  const said = verb === undefined ? '' : ` ${verb[isAll || shown.length === 1 ? 0 : 1]}`;
  return {
    id: `access-${aspect}`,
    api,
    level,
    message: `${subject}${said} in ${where}${detail === '' ? '' : `: ${detail}`}.`,
    names: [...shown.slice(0, MOST), api, environment, ...first.targets],
    fingerprint: createHash('sha256')
      .update(['access', environment, api, aspect, after, ...operations].join('\n'))
      .digest('hex')
      .slice(0, 12),
    isBrought: first.isBrought,
  };
}

function namesOf(group: readonly Item[]): string[] {
  return [...new Set(group.map(({ effect }) => effect.operation))].sort();
}

const MOST = 3;

function subjectOf(api: string, operations: readonly string[]): string {
  const more = operations.length - MOST;
  const shown = operations.slice(0, MOST).join(', ');
  return `${shown}${more > 0 ? ` and ${more} more` : ''} of ${api}`;
}
