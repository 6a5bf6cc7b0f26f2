/** Who outside GitHub is told of what: a notice is made of one entry of the audit trail and the repository that it is of. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Topic } from '../config/sinks-config.ts';
import type { AuditEntry } from './state.ts';

/** What can be told, and the topic by which it is asked for. */
const topicOf = {
  /** An analysis failed and all that follows is done: last good serves again where there is one, and the incident is open. */
  'incident.opened': 'incident',
  /** Nothing of it is held any more. */
  'incident.closed': 'incident',
  /** Last good serves again by somebody's word, or while GitHub cannot be told; where an incident belongs to it, that follows. */
  'release.taken-back': 'incident',
  /** An analysis failed, and last good could not be put back so far. */
  'release.stuck': 'incident',
  'deploys.frozen': 'freeze',
  'deploys.resumed': 'freeze',
  'approval.awaited': 'approval',
  'drift.found': 'drift',
  'drift.gone': 'drift',
} as const satisfies Readonly<Record<string, Topic>>;

export type NoticeType = keyof typeof topicOf;
export const noticeTypes = Object.keys(topicOf) as [NoticeType, ...NoticeType[]];

/** As it waits in the queue: all that is told, and nothing of whom. */
export const noticeSchema = z.object({
  /** The same however often it is told, and found by whoever saw it happen. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  type: z.enum(noticeTypes),
  /** When it happened, ISO 8601 in UTC. */
  at: z.string(),
  /** `owner/name`. */
  repository: z.string(),
  environment: z.string().optional(),
  /** Login of the person who did it; undefined: Sluice by itself. */
  actor: z.string().optional(),
  apis: z.array(z.string()).optional(),
  target: z.string().optional(),
  deployment: z.int().optional(),
  commit: z.string().optional(),
  pull: z.int().optional(),
  issue: z.int().optional(),
  revert: z.int().optional(),
  teams: z.array(z.string()).optional(),
  reason: z.string().optional(),
  restored: z.boolean().optional(),
  episode: z.int().optional(),
});
export type Notice = z.infer<typeof noticeSchema>;

export function topicOfNotice({ type }: Pick<Notice, 'type'>): Topic {
  return topicOf[type];
}

export interface NoticeOrigin {
  readonly id: number;
  readonly fullName: string;
}

const typeOf: Readonly<Record<string, NoticeType>> = {
  'incident.open': 'incident.opened',
  'incident.close': 'incident.closed',
  'release.fail': 'release.stuck',
  rollback: 'release.taken-back',
  freeze: 'deploys.frozen',
  lift: 'deploys.resumed',
  'approval.wait': 'approval.awaited',
  'drift.told': 'drift.found',
  'drift.over': 'drift.gone',
};

/** Undefined where nobody outside is told of it. */
export function noticeOf(entry: AuditEntry, repository: NoticeOrigin): Notice | undefined {
  const { action, at, subject, cause, about } = entry;
  const type = Object.hasOwn(typeOf, action) ? typeOf[action] : undefined;
  if (type === undefined || about === undefined) return undefined;
  const isPerson = cause.event === 'comment' || cause.event === 'cli';
  return makeNotice(type, repository, keyOf(type, entry), {
    at,
    environment: subject,
    ...(isPerson && { actor: cause.actor }),
    ...about,
  });
}

/** What makes it one and the same, also where it is found anew. */
function keyOf(type: NoticeType, { at, subject, cause, about = {} }: AuditEntry): string {
  const { deployment, issue, commit, target, episode } = about;
  switch (type) {
    case 'incident.opened':
    case 'release.stuck':
      return `${subject} ${deployment ?? at}`;
    case 'incident.closed':
      return `${subject} ${issue ?? at}`;
    case 'approval.awaited':
      return `${subject} ${commit ?? at}`;
    case 'drift.found':
    case 'drift.gone':
      return `${subject} ${target ?? ''} ${episode ?? at}`;
    default:
      return `${subject} ${at} ${cause.ref}`;
  }
}

const MOST_NAMES = 50;
const LONGEST = 1000;

type NoticeFacts = Omit<Notice, 'id' | 'type' | 'repository' | 'apis' | 'teams'> & {
  readonly apis?: readonly string[];
  readonly teams?: readonly string[];
};

/** `key`: what distinguishes it from others of its type in this repository. */
export function makeNotice(
  type: NoticeType,
  { id, fullName }: NoticeOrigin,
  key: string,
  { apis, teams, reason, ...facts }: NoticeFacts,
): Notice {
  return {
    id: createHash('sha256').update(`${id} ${type} ${key}`).digest('hex').slice(0, 32),
    type,
    repository: fullName,
    ...facts,
    ...(apis && { apis: apis.slice(0, MOST_NAMES) }),
    ...(teams && { teams: teams.slice(0, MOST_NAMES) }),
    ...(reason !== undefined && { reason: reason.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '') }),
  };
}

/** Of each of the newest files of the audit trail, how many lines were looked through. */
export type Position = Readonly<Record<string, number>>;

export interface TrailFile {
  readonly path: string;
  readonly text: string;
}

/** Older than this, and it is no news: whoever looks after days, or for the first time since a sink was added, tells none of it. */
const NEWS_MS = 24 * 3_600_000;
/** One repository can have no more to tell at once; the newest count. */
const MOST_NEWS = 100;

/**
 * What was recorded since `position`, as notices, and the position after it. `files`: the newest of the audit trail, oldest first. Without
 * a position news begin now. Where a file is shorter than it was, it is another record, begun anew.
 */
export function newsSince(
  position: Position | undefined,
  files: readonly TrailFile[],
  repository: NoticeOrigin,
  now: Date,
): { readonly notices: readonly Notice[]; readonly position: Position } {
  const trails = files.map(({ path, text }) => ({ path, lines: text.split('\n').filter((line) => line !== '') }));
  const fresh =
    position === undefined ? [] : trails.flatMap(({ path, lines }) => lines.slice(ownCount(position, path)));
  const notices = fresh.flatMap((line) => {
    const notice = noticeOf(JSON.parse(line) as AuditEntry, repository);
    return notice === undefined || now.getTime() - Date.parse(notice.at) > NEWS_MS ? [] : [notice];
  });
  return {
    notices: notices.slice(-MOST_NEWS),
    position: Object.fromEntries(trails.map(({ path, lines }) => [path, lines.length])),
  };
}

function ownCount(position: Position, path: string): number {
  return Object.hasOwn(position, path) ? (position[path] ?? 0) : 0;
}
