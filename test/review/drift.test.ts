import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDriftIssue, renderDriftOver, renderDriftReply } from '../../src/review/render/drift.ts';
import type { DriftFacts, DriftRow, DriftTarget } from '../../src/review/report-facts.ts';
import { activeIn } from './active.ts';
import { facts } from './facts.ts';

const row: DriftRow = {
  api: 'orders',
  id: 'IngressRoute apis/orders',
  kind: 'changed',
  summary: 'upstream http://a → http://b',
  by: [{ by: 'kubectl-edit', at: '2026-11-21T02:14:07Z' }],
};
const target: DriftTarget = { name: 'eu-1', rows: [row], opened: [], fights: [], left: {} };
const drift: DriftFacts = {
  repository: facts().repository,
  environment: 'production',
  commit: '9b2f1c4'.padEnd(40, '0'),
  targets: [target],
  elsewhere: [],
  corrected: [],
  teams: ['@acme/platform'],
};

describe('the issue about drift', () => {
  it('says what is not as it was deployed, since when by whom, and what can be done', () => {
    const { title, body } = renderDriftIssue(drift, target);
    expect(title).toBe('Drift on eu-1 in production: orders');
    expect(body.split('\n')[0]).toMatch(/^\*\*`eu-1` in `production` is not as it was deployed: 1 changed\*\*/);
    expect(body).toContain('| ◐ | `orders` |');
    expect(body).toContain('`kubectl-edit` at `2026-11-21T02:14:07Z`');
    for (const word of ['revert', 'show']) expect(body).toContain(`\`/drift ${word} env production\``);
    expect(body).toContain('`@acme/platform`');
  });

  it('says who keeps changing it back, and that Sluice has stopped', () => {
    const fights = [{ id: row.id, times: 3, by: row.by }];
    const { body } = renderDriftIssue(drift, { ...target, fights });
    expect(body).toContain('Sluice has stopped');
    expect(body).toContain('put back 3 times within an hour');
    expect(body).toContain('changed by `kubectl-edit`');
  });

  it('says what live opens, what is left, and where git says something else', () => {
    const opened = [{ message: 'GET /orders becomes public in production.', names: ['GET /orders'] }];
    const told = { ...drift, elsewhere: ['orders is held (5xx): what is deployed of it is not what git says.'] };
    const { body } = renderDriftIssue(told, { ...target, opened, left: { orders: 'it is held: 5xx' } });
    expect(body).toContain('● Live opens what was not deployed so: `GET /orders` becomes public');
    expect(body).toContain('- `orders`: it is held');
    expect(body).toContain('Where git asks for something else');
  });

  it('ends with one line', () => {
    expect(renderDriftOver(drift, { ...target, rows: [] }).body).toContain('is as it was deployed again');
    const taken = renderDriftOver(drift, { ...target, rows: [], isTakenOut: true });
    expect(taken.title).toBe('Drift on eu-1 in production: no longer looked at');
    expect(taken.body).not.toContain('as it was deployed');
  });

  it('fits with thousands of rows', () => {
    const rows = Array.from({ length: 5000 }, (_, index) => ({ ...row, id: `${index}${'x'.repeat(200)}` }));
    const { body } = renderDriftIssue(drift, { ...target, rows });
    expect(body.length).toBeLessThan(65_000);
    expect(body).toMatch(/\d more\./);
  });

  it('says nothing that Markdown would take for more than text, whatever stands on a gateway', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const rows = [{ ...row, api: text, id: text, summary: text, by: [{ by: text, at: text }] }];
        const hostile = {
          ...target,
          rows,
          left: { [text]: text },
          fights: [{ id: text, times: 3, by: [{ by: text }] }],
        };
        const { links, ...rest } = activeIn(renderDriftIssue(drift, hostile).body);
        expect(rest).toEqual({ html: [], references: [], images: 0 });
        expect(links).toHaveLength(1);
      }),
    );
  });
});

describe('the reply to /drift show', () => {
  it('tells of every target, the unreadable ones too', () => {
    const fine = { ...target, name: 'us-1', rows: [] };
    const dead = { ...fine, name: 'ap-1', problem: 'ap-1 does not answer' };
    const reply = renderDriftReply([
      { ...drift, targets: [target, fine, dead] },
      { reason: 'Nothing has been deployed to staging yet.' },
    ]);
    expect(reply).toContain('`eu-1` in `production` is not as it was deployed');
    expect(reply).toContain('`us-1` in `production` is as it was deployed');
    expect(reply).toContain('`ap-1` could not be read');
    expect(reply).toContain('○ Nothing has been deployed to staging yet.');
  });
});
