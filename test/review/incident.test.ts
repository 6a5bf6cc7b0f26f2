import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideReview } from '../../src/review/decide.ts';
import type { IncidentFacts, ParityFacts, Restoration, RevertFacts } from '../../src/review/report-facts.ts';
import { renderIncident, renderRevertPull } from '../../src/review/render/incident.ts';
import {
  renderPlan,
  renderRefusal,
  renderRefusedRelease,
  renderStatus,
  renderWhy,
} from '../../src/review/render/replies.ts';
import { activeIn } from './active.ts';
import { api, change, facts, violation } from './facts.ts';

const { repository } = facts();
const restored: Restoration = {
  kind: 'restored',
  commit: '77aa0e1'.padEnd(40, '0'),
  at: '2026-11-21T02:14:07Z',
  hashes: { 'eu-1': 'b90'.padEnd(64, '0') },
};

const alike: ParityFacts = { commit: 'a'.repeat(40), configured: [], deployed: [], now: '2026-11-24T12:00:00Z' };

const incident: IncidentFacts = {
  repository,
  environment: 'production',
  failing: ['orders'],
  staying: ['customers', 'catalog'],
  release: {
    commit: '9b2f1c4'.padEnd(40, '0'),
    liveAt: '2026-11-21T02:12:15Z',
    pulls: [
      { number: 482, author: 'mira' },
      { number: 485, author: 'renovate[bot]' },
    ],
  },
  reason: '5xx of orders 0.2 % → 38.1 % (limit 1 %)',
  measured: [{ what: '5xx of orders', before: '0.2 %', after: '38.1 %', limit: '1 %', failed: true }],
  timeline: [
    { at: '2026-11-21T02:12:15Z', what: 'live on eu-1', proof: 'read back' },
    { at: '2026-11-21T02:14:07Z', what: 'last good live again', proof: 'probe 200' },
    { at: '2026-11-21T02:14:09Z', what: 'hold made; revert opened', pull: 486 },
  ],
  restoration: restored,
  notTouched: { upstreams: ['http://orders.internal:8081'], failedRequests: 2310 },
  plan: [
    {
      target: 'eu-1',
      steps: [{ action: 'update', api: 'orders', id: 'orders', summary: 'upstream port 8080 → 8081' }],
    },
  ],
  isHeld: true,
  revert: { number: 486 },
  teams: ['@acme/platform'],
};

test('the incident issue', () => {
  const { title, body } = renderIncident(incident);
  expect(`${title}\n\n${body}`).toMatchInlineSnapshot(`
    "orders put back in production (9b2f1c4)

    **\`orders\` was put back in \`production\` at 02:14:07 UTC; users were affected for 1 min 52 s**

    Release [\`9b2f1c4\`](https://github.example/acme/apis/commit/9b2f1c4000000000000000000000000000000000) (#482 by @mira, #485 by \`renovate[bot]\`) went live at 02:12:15. Its analysis **failed**: 5xx of orders 0.2 % → 38.1 % (limit 1 %). Other APIs of the release stay: \`customers\`, \`catalog\`.

    | | measured | before | after | limit |
    | --- | --- | --- | --- | --- |
    | ● | 5xx of orders | 0.2 % | 38.1 % | 1 % |

    | time | what | proof |
    | --- | --- | --- |
    | 02:12:15 | live on \`eu-1\` | read back |
    | 02:14:07 | last good live again | probe 200 |
    | 02:14:09 | hold made; revert opened | #486 |

    **Restored:** the gateway's configuration, from last good [\`77aa0e1\`](https://github.example/acme/apis/commit/77aa0e1000000000000000000000000000000000) (\`eu-1\` \`b90000000000\`). **Not touched:** the upstreams \`http://orders.internal:8081\`, their data, and the requests that failed meanwhile (2,310).

    <details><summary>What the failed release changed (1 step)</summary>

    - update \`orders\` of \`orders\` on \`eu-1\`: upstream port 8080 → 8081

    </details>

    **Next** merge #486 to make git equal to live, or push a fix: it deploys as soon as its content differs. Force it again: \`/resume orders env production\` (\`@acme/platform\`). How things stand: \`/status\`"
  `);
});

describe('an incident that did not end well says so first', () => {
  test.each([
    ['mixed', 'only partly put back in `production`; the rest is tried again'],
    ['none', 'there is no last good to put back'],
    ['failed', 'could not be put back in `production`: the failed release still serves'],
  ] as const)('%s', (kind, words) => {
    const { body } = renderIncident({
      ...incident,
      restoration: { kind, state: ['eu-1: the new content', 'us-1: last good'] },
    });
    expect(body.split('\n')[0]).toContain(words);
    expect(body).toContain('- `eu-1`: the new content');
    expect(body).not.toContain('**Restored:**');
    expect(body.includes('as soon as they take it')).toBe(kind !== 'none');
  });

  test('and why there is no revert pull request', () => {
    const without = Object.fromEntries(
      Object.entries(incident).filter(([key]) => key !== 'revert'),
    ) as unknown as IncidentFacts;
    const { body } = renderIncident({ ...without, revertProblem: 'apis/orders.yaml changed since.' });
    expect(body).toContain('push a fix; no revert pull request could be opened: `apis/orders.yaml` changed since');
  });
});

const revert: RevertFacts = {
  repository,
  environments: ['production'],
  apis: ['orders'],
  lastGood: '77aa0e1'.padEnd(40, '0'),
  files: [
    { path: 'apis/orders/openapi.yaml', action: 'restored' },
    { path: '.github/sluice.yaml', action: 'edited' },
  ],
  takesBack: [{ number: 482, author: 'mira' }],
  asked: { pull: 482, by: 'rita' },
};

test('the revert pull request', () => {
  const { title, body } = renderRevertPull(revert);
  expect(`${title}\n\n${body}`).toMatchInlineSnapshot(`
    "Revert orders to 77aa0e1

    **Puts \`orders\` back to last good [\`77aa0e1\`](https://github.example/acme/apis/commit/77aa0e1000000000000000000000000000000000)**; \`@rita\` asked for it in #482

    The files below are as they were there; everything else stays as it is on the branch. Merging makes git equal to what serves in \`production\` and lifts the hold. It does not touch upstreams or data.

    - restored \`apis/orders/openapi.yaml\`
    - edited \`.github/sluice.yaml\`

    **Takes back** #482 by @mira

    **Next** merge this, or close it and push a fix: the fix deploys as soon as its content differs."
  `);
});

test('a refusal', () => {
  const reason = 'You have write; production asks for one of its teams.';
  expect(renderRefusal({ command: '/rollback orders env production', reason })).toMatchInlineSnapshot(
    `"\`/rollback orders env production\`: not done. You have write; production asks for one of its teams. Nothing was changed."`,
  );
});

test('a refusal whose reason is no whole sentence', () => {
  expect(renderRefusal({ command: '/deploy env production', reason: 'the record could not be written' })).toBe(
    '`/deploy env production`: not done. the record could not be written. Nothing was changed.',
  );
});

const section = {
  environment: 'staging',
  targets: [
    { target: 'eu-1', state: 'planned', steps: incident.plan[0]!.steps, problems: [], hash: 'c41'.padEnd(64, '0') },
  ],
  pins: {},
  holds: {},
  access: [],
} as const;

test('the reply to /plan', () => {
  expect(renderPlan({ repository, commit: restored.commit, plan: [section] })).toMatchInlineSnapshot(`
    "**A deploy takes 1 step** · [\`77aa0e1\`](https://github.example/acme/apis/commit/77aa0e1000000000000000000000000000000000)

    **\`staging\`**
    - \`eu-1\` · plan \`c41000000000\`
      - update \`orders\` of \`orders\`: upstream port 8080 → 8081"
  `);
});

test.each([
  ['planned', 1, 'A deploy takes 1 step'],
  ['planned', 0, 'A deploy changes nothing'],
  ['unreadable', 1, 'A deploy takes at least 1 step'],
  ['unreadable', 0, 'What a deploy would do is not known'],
  ['problems', 1, 'A deploy would be refused'],
  ['not-allowed', 0, 'A deploy changes nothing'],
] as const)('the reply to /plan where another target is %s beside %i steps', (state, count, verdict) => {
  const [target] = section.targets;
  const targets = [
    { ...target, steps: target.steps.slice(0, count) },
    { target: 'us-1', state, steps: [], problems: [] },
  ];
  const plan = [{ ...section, targets }];
  expect(renderPlan({ repository, commit: restored.commit, plan })).toContain(`**${verdict}**`);
});

test('the comment of a refused release', () => {
  const text = renderRefusedRelease({
    repository,
    commit: restored.commit,
    environment: 'production',
    at: '2026-11-21T02:14:07Z',
    reason: 'A target refused.',
    targets: ['eu-1'],
    standings: { 'eu-1': { state: 'before' } },
    deployment: 1,
  });
  expect(text).toMatchInlineSnapshot(`
    "**Refused in \`production\`** · [\`77aa0e1\`](https://github.example/acme/apis/commit/77aa0e1000000000000000000000000000000000)

    | | environment | state | targets | |
    | --- | --- | --- | --- | --- |
    | ● | \`production\` | refused at 02:14:07 | \`eu-1\` | A target refused. · \`eu-1\` is as it was · deployment \`1\` |

    **Next** \`/plan env production\` · \`/deploy env production\`"
  `);
});

test('the reply to /status', () => {
  const environments = [
    { environment: 'staging', holds: [], pins: {} },
    {
      environment: 'production',
      commit: restored.commit,
      phase: 'passed',
      at: '2026-11-21T02:00:00Z',
      lastGood: restored.commit,
      holds: [{ api: 'orders', reason: 'its analysis failed', by: 'sluice' }],
      pins: { carts: 'depends on orders' },
    },
  ];
  expect(renderStatus({ repository, environments, parity: alike, next: ['/resume orders env production'] }))
    .toMatchInlineSnapshot(`
    "**Held in \`production\`**

    | environment | release | state | last good | kept back |
    | --- | --- | --- | --- | --- |
    | \`staging\` | nothing deployed |  | none yet |  |
    | \`production\` | [\`77aa0e1\`](https://github.example/acme/apis/commit/77aa0e1000000000000000000000000000000000) | passed at 02:00:00 | [\`77aa0e1\`](https://github.example/acme/apis/commit/77aa0e1000000000000000000000000000000000) | \`orders\` held by \`@sluice\`: its analysis failed · \`carts\` stays at last good: depends on orders |

    **Next** \`/resume orders env production\`"
  `);
});

test('the reply to /why says what the check means, and links to its page where there is one', () => {
  const all = facts({ apis: [api({ changes: [change()] })] });
  const [finding] = decideReview(all).findings;
  const check = { title: 'Maximum', why: 'Clients that send more are refused.', instead: 'Keep the limit.' };
  const page = 'https://sluice.example/checks/maximum';
  expect(renderWhy(finding!, all, { check, page })).toContain(
    'Clients that send more are refused.\n\n**Instead** Keep the limit. With examples: [Maximum](https://sluice.example/checks/maximum)\n',
  );
  expect(renderWhy(finding!, all, { check })).toContain('**Instead** Keep the limit.\n');
});

test('the reply to /why says why a rule is there, and nothing of it acts', () => {
  const why = 'Nobody @acme/all finds [it](http://evil.example) by another name.';
  const all = facts({ apis: [api({ violations: [violation({ why })] })] });
  const reply = renderWhy(decideReview(all).findings[0]!, all);
  expect(reply).toContain('A rule of the organisation does not hold here.\n\nNobody ');
  const { links, references } = activeIn(reply);
  expect([links.filter((link) => link.includes('evil')), references]).toEqual([[], []]);
});

test('the reply to /why', () => {
  const all = facts({ apis: [api({ changes: [change()] })] });
  expect(renderWhy(decideReview(all).findings[0]!, all)).toMatchInlineSnapshot(`
    "● **\`POST /orders\`: the maximum of \`quantity\` went from \`1000\` to \`100\`.** \`request-property-max-decreased\`

    A client that was right before can fail now.

    before: [\`apis/orders/openapi.yaml:64\`](https://github.example/acme/apis/blob/a17f003000000000000000000000000000000000/apis/orders/openapi.yaml#L64) · after: [\`apis/orders/openapi.yaml:64\`](https://github.example/acme/apis/blob/4c1d9e7000000000000000000000000000000000/apis/orders/openapi.yaml#L64)

    \`POST /orders\` accepted this as a value of \`apis/orders/openapi.yaml#/components/schemas/Order\` before and refuses it now:
    \`\`\`json
    {
      "sku": "A",
      "quantity": 101
    }
    \`\`\`

    By the schema at \`apis/orders/openapi.yaml#/components/schemas/Order\`.

    It reaches 1 operation:
    - \`POST /orders\`

    **Next** \`/waive 81be07aa11cc --reason "…"\`"
  `);
});

test('property: nothing in a report acts but what we wrote', () => {
  const bits = fc.constantFrom(
    '`',
    '```',
    '@org/all',
    '#1',
    '|',
    '\\|',
    '<!-- x -->',
    '</details>',
    '[a](http://e.example)',
    '\n\n',
    ' ',
    '\u202e',
    '<img src=x>',
    'www.e.example',
    'orders',
  );
  const hostile = fc.array(bits, { minLength: 1, maxLength: 10 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(hostile, hostile, (a, b) => {
      const steps = [{ action: 'update' as const, api: a, id: b, summary: `${a} → ${b}` }];
      const texts = [
        renderIncident({
          ...incident,
          release: { ...incident.release, pulls: [] },
          environment: a,
          failing: [a, b],
          staying: [b],
          reason: b,
          measured: [{ what: a, before: b, after: a, limit: b, failed: true }],
          timeline: [{ at: a, what: b, proof: a }],
          notTouched: { upstreams: [a] },
          plan: [{ target: b, steps }],
          teams: [a],
          revert: { number: 1 },
        }).body.replace('merge #1', ''),
        renderRevertPull({
          ...revert,
          apis: [a],
          environments: [b],
          files: [{ path: a, action: 'restored' }],
          takesBack: [],
          asked: { pull: 1, by: b },
        }).body.replace('asked for it in #1', ''),
        renderRefusal({ command: a, reason: b, next: [b] }),
        renderPlan({
          repository,
          commit: 'abc',
          plan: [{ ...section, environment: a, targets: [{ target: b, state: 'planned', steps, problems: [] }] }],
        }),
        renderRefusedRelease({
          repository,
          commit: 'abc',
          environment: a,
          reason: a,
          targets: [b],
          at: b,
          deployment: 1,
        }),
        renderStatus({
          repository,
          environments: [{ environment: a, holds: [{ api: a, reason: b, by: a }], pins: { [b]: a }, phase: b, at: a }],
          parity: alike,
          next: [b],
        }),
      ];
      for (const text of texts) {
        const active = activeIn(text);
        expect(active.links.filter((link) => !link.startsWith(`${repository.url}/commit/`))).toEqual([]);
        expect(active.html.filter((tag) => !/^<\/?(details|summary)>$/.test(tag))).toEqual([]);
        expect([active.references, active.images]).toEqual([[], 0]);
        expect(text).not.toContain('<!--');
      }
    }),
    { numRuns: 200 },
  );
});
