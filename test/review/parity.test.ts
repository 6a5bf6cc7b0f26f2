import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideReview } from '../../src/review/decide.ts';
import type { PlacedDisparity, PlanSection } from '../../src/review/facts.ts';
import type { ParityFacts } from '../../src/review/report-facts.ts';
import { renderCheck } from '../../src/review/render/check.ts';
import { renderComment } from '../../src/review/render/comment.ts';
import { renderPlan, renderStatus } from '../../src/review/render/replies.ts';
import { activeIn } from './active.ts';
import { api, facts, range } from './facts.ts';

const open: PlacedDisparity = {
  ...{ api: 'orders', environment: 'production', after: 'staging', word: 'auth', what: 'key → nothing' },
  ...{ isDeclared: false, isWeaker: true, operations: ['POST /orders'], of: 2 },
  targets: { before: ['stage'], here: ['eu-1'] },
  range: range('gateway/eu-1/orders.yaml', 1),
};
const faster: PlacedDisparity = {
  ...{ api: 'customers', environment: 'production', after: 'staging', word: 'rateLimit' },
  ...{ what: 'rate limit 100 → 1000 a minute', isDeclared: true, isWeaker: true },
  range: range('.github/sluice.yaml', 40),
};

const plan = (parity: readonly PlacedDisparity[]): PlanSection[] => [
  { environment: 'production', after: 'staging', targets: [], pins: {}, holds: {}, access: [], parity },
];

describe('in the plan of a review', () => {
  const all = facts({ apis: [api()], plan: plan([faster, open]) });
  const verdict = decideReview(all);
  const lines = [
    '- ◐ `POST /orders` of `orders` is weaker in `production` (`eu-1`) than in `staging` (`stage`), and nothing declares it: key → nothing · [`gateway/eu-1/orders.yaml:1`](https://github.example/acme/apis/blob/4c1d9e7000000000000000000000000000000000/gateway/eu-1/orders.yaml#L1)',
    '- ○ `customers` is weaker in `production` than in `staging`, as declared: rate limit 100 → 1000 a minute · [`.github/sluice.yaml:40`](https://github.example/acme/apis/blob/4c1d9e7000000000000000000000000000000000/.github/sluice.yaml#L40)',
  ];

  test('each difference has a line with its place, the undeclared ones first, and stands in nobody’s way', () => {
    expect(verdict).toMatchObject({ conclusion: 'success', findings: [], troubles: [] });
    expect(renderComment(verdict, all, 0)).toContain(lines.join('\n'));
    expect(renderCheck(verdict, all).summary).toContain(lines.join('\n'));
    expect(renderCheck(verdict, all).text).toContain(lines.join('\n'));
  });

  test('the reply to /plan has them too', () => {
    const { repository, headSha: commit } = all;
    expect(renderPlan({ repository, commit, plan: all.plan })).toContain(lines[1]?.split(' · ')[0]);
  });

  test('many of them are counted, and whole in the check', () => {
    const many = Array.from({ length: 15 }, (_, i) => ({ ...open, api: `api-${i}` }));
    const some = facts({ apis: [api()], plan: plan(many) });
    const comment = renderComment(decideReview(some), some, 0);
    expect(comment).toContain('5 more differences of `production`: *Checks → sluice*');
    expect(comment).not.toContain('api-12');
    expect(renderCheck(decideReview(some), some).text).toContain('api-14');
  });
});

const alike: ParityFacts = {
  commit: '4c1d9e7'.padEnd(40, '0'),
  configured: [],
  deployed: [],
  now: '2026-11-24T12:00:00Z',
};
const { repository } = facts();
const status = (parity: Partial<ParityFacts>): string =>
  renderStatus({
    repository,
    environments: [{ environment: 'production', holds: [], pins: {} }],
    parity: { ...alike, ...parity },
    next: [],
  });

test('in the reply to /status', () => {
  const stricter = {
    ...faster,
    isWeaker: false,
    what: 'rate limit 100 → 10 a minute',
    operations: ['GET /a', 'GET /b'],
    of: 2,
  };
  const between = { environment: 'production', other: 'staging' };
  const text = status({
    configured: [stricter, open],
    deployed: [
      { kind: 'kept', ...between, api: 'orders', reason: 'held by @tom: a freeze', since: '2026-11-20T10:00:00Z' },
      { kind: 'coming', ...between, commit: 'b'.repeat(40), since: '2026-11-24T09:30:00Z' },
      {
        kind: 'refused',
        ...between,
        commit: 'c'.repeat(40),
        reason: 'edge cannot express quota',
        since: '2026-11-24T11:59:30Z',
      },
      { kind: 'drift', environment: 'production', target: 'eu-1', issue: 12 },
    ],
    unknown: 'the description of carts cannot be read',
  });
  expect(text.split('**Not alike**')[1]).toMatchInlineSnapshot(`
    "

    - ◐ \`orders\` is kept back in \`production\` and not in \`staging\`, since 2026-11-20 10:00 UTC (4 days): held by \`@tom\`: a freeze
    - ◐ [\`ccccccc\`](https://github.example/acme/apis/commit/cccccccccccccccccccccccccccccccccccccccc) passed in \`staging\` and is refused in \`production\`, since 2026-11-24 11:59 UTC (less than a minute): edge cannot express quota
    - ◐ \`eu-1\` in \`production\` is not as it was deployed, told in #12: \`/drift show env production\`
    - ◐ \`POST /orders\` of \`orders\` is weaker in \`production\` (\`eu-1\`) than in \`staging\` (\`stage\`), and nothing declares it: key → nothing · [\`gateway/eu-1/orders.yaml:1\`](https://github.example/acme/apis/blob/4c1d9e7000000000000000000000000000000000/gateway/eu-1/orders.yaml#L1)
    - ○ \`customers\` is not the same in \`production\` as in \`staging\`, as declared: rate limit 100 → 10 a minute · [\`.github/sluice.yaml:40\`](https://github.example/acme/apis/blob/4c1d9e7000000000000000000000000000000000/.github/sluice.yaml#L40)
    - ○ [\`bbbbbbb\`](https://github.example/acme/apis/commit/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb) passed in \`staging\` and is on its way to \`production\`, since 2026-11-24 09:30 UTC (2 hours)
    - ○ Native files were not compared: the description of carts cannot be read."
  `);
});

test('environments that are alike need no word', () => {
  expect(status({})).not.toContain('Not alike');
});

test('property: nothing of it acts but what we wrote', () => {
  const bits = fc.constantFrom(
    '`',
    '@org/all',
    '#1',
    '|',
    '<!-- x -->',
    '</details>',
    '[a](http://e.example)',
    '\n\n',
    ' → ',
    'www.e.example',
    'x',
  );
  const hostile = fc.array(bits, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(hostile, hostile, (a, b) => {
      const bad: PlacedDisparity = {
        ...open,
        api: a,
        environment: b,
        after: a,
        what: b,
        operations: [a],
        targets: { before: [a], here: [b] },
      };
      const text = status({
        configured: [bad],
        deployed: [
          { kind: 'kept', environment: a, other: b, api: a, reason: b, since: a },
          { kind: 'refused', environment: a, other: b, commit: a, reason: b, since: b },
          { kind: 'drift', environment: a, target: b },
        ],
        unknown: a,
      });
      const active = activeIn(text);
      expect(active.links.filter((link) => !link.startsWith(`${repository.url}/`))).toEqual([]);
      expect([active.html, active.references, active.images]).toEqual([[], [], 0]);
      expect(text).not.toContain('<!--');
    }),
    { numRuns: 200 },
  );
});
