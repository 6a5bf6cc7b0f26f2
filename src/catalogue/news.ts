import type { Change, Level } from '../compare/change.ts';
import { notSought } from '../compare/checks/not-sought.ts';
import { cut } from '../review/inert.ts';
import { reachOf } from '../review/render/findings.ts';
import { counted } from '../review/render/wording.ts';

/** What became of one API between two states. */
export interface News {
  readonly api: string;
  readonly title: string;
  /** One sentence each, the worst first. */
  readonly lines: readonly { readonly level: Level; readonly text: string }[];
  /** How many more there are. */
  readonly more: number;
}

const MOST_LINES = 100;
const MOST_CHARACTERS = 600;

/** What changed in one API, for those who use it; undefined: nothing that they could see. */
export function newsOf(api: string, version: string | undefined, changes: readonly Change[]): News | undefined {
  const told = changes.filter(({ id }) => !Object.hasOwn(notSought.ids, id));
  if (told.length === 0) return undefined;
  const lines = told.slice(0, MOST_LINES).map((change) => ({ level: change.level, text: sentenceOf(change) }));
  return { api, title: `${named(api, version)}: ${tally(told)}`, lines, more: told.length - lines.length };
}

/** That it is there from now on, or no longer. */
export function comeOrGone(api: string, version: string | undefined, became: 'new' | 'gone'): News {
  return { api, title: `${named(api, version)}: ${became === 'new' ? 'new' : 'no longer there'}`, lines: [], more: 0 };
}

function named(api: string, version: string | undefined): string {
  return version === undefined ? api : `${api} ${version}`;
}

function tally(changes: readonly Change[]): string {
  const of = (level: Level): number => changes.filter((change) => change.level === level).length;
  const parts = [
    ...(of('error') > 0 ? [counted(of('error'), 'breaking change')] : []),
    ...(of('warning') > 0 ? [counted(of('warning'), 'change that may break', 'changes that may break')] : []),
    ...(of('info') > 0 ? [counted(of('info'), 'other change')] : []),
  ];
  return parts.join(', ');
}

/** The first operation stands before what does not begin with it. */
function sentenceOf(change: Change): string {
  const [first] = change.operations;
  if (first === undefined) return cut(change.message, MOST_CHARACTERS);
  const name = `${first.method} ${first.path}`;
  const more = reachOf(change) - 1;
  const where = more > 0 ? `${name} and ${more} more` : name;
  return cut(change.message.startsWith(`${name} `) ? change.message : `${where}: ${change.message}`, MOST_CHARACTERS);
}
