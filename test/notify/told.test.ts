import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudEvent, signatureOf } from '../../src/notify/cloud-event.ts';
import { slackMessage } from '../../src/notify/slack.ts';
import { makeNotice, noticeTypes, type Notice, type NoticeType } from '../../src/release/notice.ts';
import { tellNotice, type NoticeText } from '../../src/review/render/notice.ts';

const GITHUB = 'https://github.example';
const about = {
  at: '2026-11-20T10:00:00.000Z',
  environment: 'production',
  apis: ['orders'],
  target: 'eu-1',
  deployment: 12,
  commit: '9b2f1c4'.padEnd(40, '0'),
  reason: 'errors of orders: 38 % (limit 1 %)',
};
const notice = (type: NoticeType, more: Partial<Notice> = {}): Notice => ({
  ...makeNotice(type, { id: 42, fullName: 'acme/apis' }, 'key', about),
  ...more,
});
const said = (type: NoticeType, more: Partial<Notice> = {}): NoticeText => tellNotice(notice(type, more), GITHUB);

describe('a notice in words', () => {
  it.each<[NoticeType, Partial<Notice>, verdict: string, next: RegExp | undefined]>([
    [
      'incident.opened',
      { restored: true, issue: 7, revert: 8 },
      'orders was put back in production: release 9b2f1c4 failed',
      /^Merge #8 .* \/status$/,
    ],
    [
      'incident.opened',
      { restored: true, apis: ['orders', 'carts'] },
      'orders, carts were put back in production: release 9b2f1c4 failed',
      /^Push a fix/,
    ],
    [
      'incident.opened',
      { restored: false },
      'orders fails in production, with no last good to put back: release 9b2f1c4 stays live',
      /^Push a fix/,
    ],
    ['incident.closed', { issue: 7 }, 'Incident in production is over: orders is held no more', undefined],
    [
      'release.stuck',
      {},
      'orders fails in production and could not be put back so far: release 9b2f1c4 still serves',
      /sluice status$/,
    ],
    [
      'release.taken-back',
      {},
      'orders was put back in production: release 9b2f1c4 failed, and GitHub does not know it yet',
      /follow as soon as they can/,
    ],
    ['release.taken-back', { actor: 'tom' }, 'orders was put back in production by tom', /\/status$/],
    [
      'deploys.frozen',
      { actor: 'ada' },
      'Deploys to production are frozen by ada',
      /sluice freeze --repository acme\/apis --env production --lift$/,
    ],
    [
      'deploys.frozen',
      { environment: undefined },
      'Deploys of acme/apis are frozen: its record cannot be trusted',
      /sluice audit verify --repository acme\/apis$/,
    ],
    ['deploys.resumed', {}, 'Deploys to production go on', undefined],
    ['deploys.resumed', { environment: undefined }, 'Deploys of acme/apis go on', undefined],
    [
      'approval.awaited',
      { teams: ['@acme/platform'], pull: 3 },
      'Release 9b2f1c4 waits for approval to go to production',
      /by @acme\/platform: \/approve env production$/,
    ],
    [
      'drift.found',
      { issue: 5 },
      'orders is not as deployed on eu-1 in production',
      /\/drift show env production \/drift revert env production \/drift adopt env production$/,
    ],
    ['drift.gone', {}, 'eu-1 in production is as deployed again', undefined],
  ])('%s %j', (type, more, verdict, next) => {
    const told = said(type, more);
    expect(told.verdict).toBe(verdict);
    const words = told.next && [told.next.words, ...told.next.commands].join(' ');
    if (next === undefined) expect(words).toBeUndefined();
    else expect(words).toMatch(next);
  });

  it('leads to the incident, the revert and the commit', () => {
    expect(said('incident.opened', { issue: 7, revert: 8 }).links).toEqual([
      { label: 'issue #7', url: `${GITHUB}/acme/apis/issues/7` },
      { label: 'revert #8', url: `${GITHUB}/acme/apis/pull/8` },
      { label: 'commit 9b2f1c4', url: `${GITHUB}/acme/apis/commit/${about.commit}` },
    ]);
  });
});

interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly { readonly text: { readonly text: string; readonly verbatim: boolean } }[];
}
const slack = (text: NoticeText): SlackMessage => slackMessage(text, 'acme/apis') as SlackMessage;
const paragraphs = (message: SlackMessage): string[] => message.blocks.map(({ text }) => text.text);

describe('what Slack is told', () => {
  it('is the verdict, the reason, what to do, and where to look', () => {
    const message = slack(said('incident.opened', { restored: true, issue: 7, revert: 8 }));
    expect(message.text).toBe('● orders was put back in production: release 9b2f1c4 failed (acme/apis)');
    expect(paragraphs(message)).toEqual([
      '*● orders was put back in production: release 9b2f1c4 failed*\nacme/apis',
      'errors of orders: 38 % (limit 1 %).',
      '*Next* Merge #8 to make git equal to live, or push a fix. How things stand: `/status`',
      `<${GITHUB}/acme/apis/issues/7|issue #7> · <${GITHUB}/acme/apis/pull/8|revert #8> · <${GITHUB}/acme/apis/commit/${about.commit}|commit 9b2f1c4>`,
    ]);
    expect(message.blocks.every(({ text }) => text.verbatim)).toBe(true);
  });

  it.each([
    ['<!channel> look', '&lt;!channel&gt; look.'],
    ['<@U123> and <#C1|general>', '&lt;@U123&gt; and &lt;#C1|general&gt;.'],
    ['<https://evil.example|the incident>', '&lt;https://evil.example|the incident&gt;.'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;.'],
    ['one\n*● all is well*', 'one\\n*● all is well*.'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe.'],
  ])('shows %j as it is', (reason, shown) => {
    expect(paragraphs(slack(said('incident.opened', { reason })))[1]).toBe(shown);
  });

  it('mentions nobody and is never refused for its length, whatever a repository says', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc.constantFrom('<!channel>', '&', '`<@U1>`').map((piece) => piece.repeat(1000)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...noticeTypes), text, (type, hostile) => {
        const told = said(type, {
          reason: hostile,
          actor: hostile,
          teams: [hostile],
          target: hostile,
          apis: [hostile],
        });
        const message = slack(told);
        for (const paragraph of [message.text, ...paragraphs(message)]) {
          expect(paragraph.length).toBeLessThanOrEqual(3000);
          expect(
            paragraph.replaceAll(/<https:\/\/github\.example\/acme\/apis\/[a-z]+\/\w+\|[a-z #0-9]+>/g, ''),
          ).not.toMatch(/[<>]/);
        }
      }),
    );
  });
});

describe('a CloudEvent', () => {
  const opened = notice('incident.opened', { restored: true, issue: 7, revert: 8 });
  const body = cloudEvent(opened, tellNotice(opened, GITHUB), GITHUB);

  it('has every attribute that 1.0 asks for, and the facts', () => {
    expect(JSON.parse(body)).toEqual({
      specversion: '1.0',
      id: opened.id,
      source: `${GITHUB}/acme/apis`,
      type: 'sluice.incident.opened',
      time: about.at,
      subject: 'production',
      datacontenttype: 'application/json',
      data: {
        repository: 'acme/apis',
        environment: 'production',
        apis: ['orders'],
        target: 'eu-1',
        deployment: 12,
        commit: about.commit,
        issue: 7,
        revert: 8,
        restored: true,
        verdict: 'orders was put back in production: release 9b2f1c4 failed',
        reason: 'errors of orders: 38 % (limit 1 %).',
        next: { words: 'Merge #8 to make git equal to live, or push a fix. How things stand:', commands: ['/status'] },
        links: tellNotice(opened, GITHUB).links,
      },
    });
  });

  it('is signed as GitHub signs its webhooks, with the values of its documentation', () => {
    // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
    expect(signatureOf('Hello, World!', "It's a Secret to Everybody")).toBe(
      'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    );
  });
});
