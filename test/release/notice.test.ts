import { describe, expect, it } from 'vitest';
import { appendAudit } from '../../src/github/record-chain.ts';
import { newsSince, noticeOf, noticeSchema, topicOfNotice, type Position } from '../../src/release/notice.ts';
import type { AuditEntry } from '../../src/release/state.ts';

const repository = { id: 42, fullName: 'acme/apis' };
const commit = '9b2f1c4'.padEnd(40, '0');
const at = '2026-11-20T10:00:00.000Z';
const entry = (action: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  at,
  action,
  subject: 'production',
  cause: { event: 'push', ref: 'delivery-1', actor: 'mira' },
  about: { apis: ['orders'] },
  ...more,
});
const failed = { apis: ['orders'], deployment: 12, commit, reason: '5xx 38 %' };

describe('noticeOf', () => {
  it.each<[AuditEntry, string, string]>([
    [
      entry('incident.open', { about: { ...failed, issue: 7, revert: 8, restored: true } }),
      'incident.opened',
      'incident',
    ],
    [entry('incident.close', { about: { apis: ['orders'], issue: 7 } }), 'incident.closed', 'incident'],
    [entry('release.fail', { about: failed }), 'release.stuck', 'incident'],
    [entry('rollback'), 'release.taken-back', 'incident'],
    [entry('freeze', { about: { reason: 'Friday' } }), 'deploys.frozen', 'freeze'],
    [entry('lift', { about: { reason: 'Monday' } }), 'deploys.resumed', 'freeze'],
    [entry('approval.wait', { about: { commit, teams: ['@acme/platform'], pull: 3 } }), 'approval.awaited', 'approval'],
    [entry('drift.told', { about: { apis: ['orders'], target: 'eu-1', episode: 2 } }), 'drift.found', 'drift'],
    [entry('drift.over', { about: { apis: [], target: 'eu-1', episode: 2 } }), 'drift.gone', 'drift'],
  ])('of $action', (written, type, topic) => {
    const notice = noticeOf(written, repository);
    expect(notice).toMatchObject({ type, at, repository: 'acme/apis', environment: 'production' });
    expect(noticeSchema.parse(notice)).toEqual(notice);
    expect(notice && topicOfNotice(notice)).toBe(topic);
  });

  it.each(['release.begin', 'release.pass', 'release.restore', 'waive', 'drift.found', 'toString'])(
    'of no %s',
    (action) => {
      expect(noticeOf(entry(action), repository)).toBeUndefined();
    },
  );

  it('of nothing that does not say what it is about, as an older Sluice wrote it', () => {
    const bare = { ...entry('incident.open'), about: undefined };
    expect(noticeOf(bare as unknown as AuditEntry, repository)).toBeUndefined();
  });

  it('names the person who did it, and nobody where a push or a sweep did', () => {
    const cause = { event: 'comment', ref: '5', actor: 'tom' } as const;
    expect(noticeOf(entry('rollback', { cause }), repository)).toMatchObject({ actor: 'tom' });
    expect(noticeOf(entry('incident.open'), repository)).not.toHaveProperty('actor');
  });

  it('bounds what a repository can make large', () => {
    const about = { apis: Array.from({ length: 5000 }, (_, index) => `api-${index}`), reason: '💥'.repeat(5000) };
    const notice = noticeOf(entry('rollback', { about }), repository);
    expect(notice?.apis).toHaveLength(50);
    expect(notice?.reason?.length).toBeLessThanOrEqual(1000);
    expect(notice?.reason).not.toMatch(/[\ud800-\udbff]$/);
  });

  const idOf = (written: AuditEntry, of = repository): string | undefined => noticeOf(written, of)?.id;
  it.each<[string, AuditEntry, AuditEntry]>([
    [
      'a release that is stuck in another way',
      entry('release.fail', { about: failed }),
      entry('release.fail', { at: '2026-11-20T10:05:00.000Z', about: { ...failed, reason: 'x' } }),
    ],
    [
      'drift that became another',
      entry('drift.told', { about: { target: 'eu-1', episode: 1 } }),
      entry('drift.told', { at: '2026-11-21T00:00:00.000Z', about: { apis: ['a'], target: 'eu-1', episode: 1 } }),
    ],
  ])('is the same for %s', (_, one, other) => {
    expect(idOf(one)).toBe(idOf(other));
  });
  it.each<[string, AuditEntry, AuditEntry]>([
    ['two environments', entry('rollback'), entry('rollback', { subject: 'staging' })],
    [
      'two incidents that are over at once',
      entry('incident.close', { about: { issue: 1 } }),
      entry('incident.close', { about: { issue: 2 } }),
    ],
    [
      'two commits',
      entry('approval.wait', { about: { commit: 'a' } }),
      entry('approval.wait', { about: { commit: 'b' } }),
    ],
    [
      'two targets',
      entry('drift.told', { about: { target: 'a', episode: 1 } }),
      entry('drift.told', { about: { target: 'b', episode: 1 } }),
    ],
    [
      'drift and its end',
      entry('drift.told', { about: { target: 'a', episode: 1 } }),
      entry('drift.over', { about: { target: 'a', episode: 1 } }),
    ],
    [
      'drift that came back',
      entry('drift.told', { about: { target: 'a', episode: 1 } }),
      entry('drift.told', { about: { target: 'a', episode: 2 } }),
    ],
  ])('is another for %s', (_, one, other) => {
    expect(idOf(one)).not.toBe(idOf(other));
  });
  it('is another for another repository, and the same under another name', () => {
    expect(idOf(entry('rollback'), { id: 43, fullName: 'acme/apis' })).not.toBe(idOf(entry('rollback')));
    expect(idOf(entry('rollback'), { id: 42, fullName: 'acme/renamed' })).toBe(idOf(entry('rollback')));
  });
});

describe('newsSince', () => {
  const now = new Date('2026-11-20T12:00:00Z');
  const file = (month: string, ...refs: string[]) => ({
    path: `audit/${month}.jsonl`,
    text: appendAudit(
      '',
      refs.map((ref) => entry('rollback', { cause: { event: 'cli', ref, actor: ref } })),
    ),
  });
  const news = (position: Position | undefined, files: Parameters<typeof newsSince>[1], then = now) => {
    const { notices, position: next } = newsSince(position, files, repository, then);
    return { told: notices.map(({ actor }) => actor), next };
  };

  it.each<[string, Position | undefined, ReturnType<typeof file>[], string[], Position]>([
    [
      'begins at now where the position is lost',
      undefined,
      [file('2026-11', 'a', 'b')],
      [],
      { 'audit/2026-11.jsonl': 2 },
    ],
    [
      'tells what was written since',
      { 'audit/2026-11.jsonl': 1 },
      [file('2026-11', 'a', 'b')],
      ['b'],
      { 'audit/2026-11.jsonl': 2 },
    ],
    [
      'tells nothing twice',
      { 'audit/2026-11.jsonl': 2 },
      [file('2026-11', 'a', 'b')],
      [],
      { 'audit/2026-11.jsonl': 2 },
    ],
    ['tells the first entry of a record', {}, [file('2026-11', 'a')], ['a'], { 'audit/2026-11.jsonl': 1 }],
    [
      'goes on in a new month, and with what a slow clock wrote to the old one',
      { 'audit/2026-10.jsonl': 1 },
      [file('2026-10', 'a', 'b'), file('2026-11', 'c')],
      ['b', 'c'],
      { 'audit/2026-10.jsonl': 2, 'audit/2026-11.jsonl': 1 },
    ],
    [
      'takes a shorter file for a record begun anew',
      { 'audit/2026-11.jsonl': 9 },
      [file('2026-11', 'a')],
      [],
      { 'audit/2026-11.jsonl': 1 },
    ],
    ['has nothing to tell of no record', { 'audit/2026-11.jsonl': 9 }, [], [], {}],
  ])('%s', (_, position, files, told, next) => {
    expect(news(position, files)).toEqual({ told, next });
  });

  it('tells nothing that is older than a day, and passes over it for good', () => {
    const late = new Date('2026-11-21T10:00:01Z');
    expect(news({}, [file('2026-11', 'a')], late)).toEqual({ told: [], next: { 'audit/2026-11.jsonl': 1 } });
  });

  it('tells the newest hundred where there is more', () => {
    const refs = Array.from({ length: 150 }, (_, index) => String(index));
    const { told } = news({}, [file('2026-11', ...refs)]);
    expect([told.length, told[0], told.at(-1)]).toEqual([100, '50', '149']);
  });
});
