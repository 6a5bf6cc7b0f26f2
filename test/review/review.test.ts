import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideReview } from '../../src/review/decide.ts';
import type { ReviewFacts } from '../../src/review/facts.ts';
import type { ReviewOutput } from '../../src/review/output.ts';
import { renderReview } from '../../src/review/render/review.ts';
import { activeIn } from './active.ts';
import { api, change, facts, range, removed, violation } from './facts.ts';

function review(over: Partial<ReviewFacts>): ReviewOutput {
  const all = facts(over);
  return renderReview(decideReview(all), all);
}

const patch = '@@ -18,3 +18,3 @@\n paths:\n-  a\n+  b\n   c\n@@ -60,6 +60,6 @@\n a\n b\n c\n d\n-e\n+f';
const file = 'apis/orders/openapi.yaml';

const full: Partial<ReviewFacts> = {
  apis: [
    api({
      changes: [
        change(),
        removed(),
        change({
          id: 'endpoint-added',
          level: 'info',
          fingerprint: 'aaaaaaaaaaaa',
          message: 'GET /new was added.',
          operations: [{ method: 'GET', path: '/new' }],
          args: [],
        }),
      ],
      violations: [violation(), violation({ isNew: false })],
      semver: { from: '1.4.2', to: '1.4.2', needed: 'major', enough: false },
    }),
    api({ name: 'customers' }),
  ],
  plan: [
    {
      environment: 'staging',
      targets: [
        {
          target: 'tyk-staging',
          state: 'planned',
          steps: [{ action: 'update', api: 'orders', id: 'orders-route', summary: 'upstream http://a → http://b' }],
          problems: [],
          hash: 'f'.repeat(64),
        },
      ],
      pins: {},
      holds: {},
      access: [],
    },
    {
      environment: 'production',
      after: 'staging',
      approvalTeams: ['@acme/platform'],
      targets: [{ target: 'eu-1', state: 'unreadable', steps: [], problems: ['The connection was refused.'] }],
      pins: { catalog: 'what it depends on is held.' },
      holds: {},
      access: [],
    },
  ],
  waivers: [
    {
      api: 'orders',
      fingerprint: 'c0ffee001122',
      pull: 7,
      by: 'tom',
      at: '2026-11-20T10:00:00Z',
      reason: 'a gateway rule covers it',
      until: '2026-12-01',
    },
  ],
  files: [{ path: file, status: 'modified', patch }],
};

test('the sticky comment', () => {
  expect(review(full).comment).toMatchInlineSnapshot(`
    "**Sluice: 2 breaking changes in \`orders\`** · 1 warning · 1 waived · safe for \`customers\`

    | | where | what | who notices |
    | --- | --- | --- | --- |
    | ● | [\`apis/orders/openapi.yaml:64\`](https://github.example/acme/apis/blob/4c1d9e7000000000000000000000000000000000/apis/orders/openapi.yaml#L64) | \`POST /orders\`: the maximum of \`quantity\` went from \`1000\` to \`100\`. | unknown: usage is not measured; owners: \`@acme/orders\` |
    | ● | [\`apis/orders/openapi.yaml:118\`](https://github.example/acme/apis/blob/a17f003000000000000000000000000000000000/apis/orders/openapi.yaml#L118) | \`GET /orders/{id}\`: the response \`200\` no longer has the required property \`total\`. | unknown: usage is not measured; owners: \`@acme/orders\` |
    | ◐ | \`orders\` | \`info.version\` is still \`1.4.2\`; these changes ask for a new major version. |  |
    | ○ | [\`apis/orders/openapi.yaml:30\`](https://github.example/acme/apis/blob/4c1d9e7000000000000000000000000000000000/apis/orders/openapi.yaml#L30) | \`DELETE /orders/{id}\` can be called without any credential. | waived by \`@tom\` until \`2026-12-01\`: a gateway rule covers it |

    <details><summary>The proof of each</summary>

    \`POST /orders\` accepted this as a value of \`apis/orders/openapi.yaml#/components/schemas/Order\` before and refuses it now:
    \`\`\`json
    {
      "sku": "A",
      "quantity": 101
    }
    \`\`\`

    </details>

    <details><summary>1 change that breaks nothing</summary>

    - ○ [\`apis/orders/openapi.yaml:64\`](https://github.example/acme/apis/blob/4c1d9e7000000000000000000000000000000000/apis/orders/openapi.yaml#L64) \`GET /new\` was added.

    </details>

    1 policy violation that the base has too: not counted here.

    **On merge** \`staging\` (\`tyk-staging\`): 1 API updated · then \`production\` (\`eu-1\`) after approval by \`@acme/platform\`: not known.
    - ◐ \`eu-1\` cannot be read now, so its plan is not known; this does not stand in the way. The connection was refused.
    - ◐ \`catalog\` stays at last good in \`production\`: what it depends on is held.

    **Next** Fix and push, or accept what is meant (owners of \`orders\`, not the author):
    \`/waive 81be07aa11cc 3fa92c0011dd --reason "…"\` · details: \`/why 81be07aa11cc\` · the whole report: *Checks → sluice*

    <sub>\`4c1d9e7\` against \`main@a17f003\` · rules \`2026-11\`</sub>"
  `);
});

test('the check run', () => {
  const { title, summary, text } = review(full).check;
  expect([title, summary, text].join('\n\n=====\n\n')).toMatchInlineSnapshot(`
    "2 breaking changes in orders · 1 warning · 1 waived · safe for customers

    =====

    ### Breaking changes
    ● 2 breaking · ◐ 0 warnings · ○ 1 note · 0 waived

    ### Policies
    ● 0 in the way · ◐ 0 warnings · ○ 0 notes · 1 waived. 1 violation that the base has too.

    ### Plan
    **On merge** \`staging\` (\`tyk-staging\`): 1 API updated · then \`production\` (\`eu-1\`) after approval by \`@acme/platform\`: not known.
    - ◐ \`eu-1\` cannot be read now, so its plan is not known; this does not stand in the way. The connection was refused.
    - ◐ \`catalog\` stays at last good in \`production\`: what it depends on is held.

    =====

    - ● [\`apis/orders/openapi.yaml:64\`](https://github.example/acme/apis/blob/4c1d9e7000000000000000000000000000000000/apis/orders/openapi.yaml#L64) \`POST /orders\`: the maximum of \`quantity\` went from \`1000\` to \`100\`. \`request-property-max-decreased\` \`81be07aa11cc\`
      \`POST /orders\` accepted this as a value of \`apis/orders/openapi.yaml#/components/schemas/Order\` before and refuses it now:
      \`\`\`json
      {
        "sku": "A",
        "quantity": 101
      }
      \`\`\`
    - ● [\`apis/orders/openapi.yaml:118\`](https://github.example/acme/apis/blob/a17f003000000000000000000000000000000000/apis/orders/openapi.yaml#L118) \`GET /orders/{id}\`: the response \`200\` no longer has the required property \`total\`. \`response-required-property-removed\` \`3fa92c0011dd\`
    - ◐ \`orders\` \`info.version\` is still \`1.4.2\`; these changes ask for a new major version. \`version-not-raised\`
    - ○ [\`apis/orders/openapi.yaml:30\`](https://github.example/acme/apis/blob/4c1d9e7000000000000000000000000000000000/apis/orders/openapi.yaml#L30) \`DELETE /orders/{id}\` can be called without any credential. \`sluice:security/operation-is-secured\` \`c0ffee001122\` · waived by \`@tom\`: a gateway rule covers it
    - ○ [\`apis/orders/openapi.yaml:64\`](https://github.example/acme/apis/blob/4c1d9e7000000000000000000000000000000000/apis/orders/openapi.yaml#L64) \`GET /new\` was added. \`endpoint-added\` \`aaaaaaaaaaaa\`

    ### Plan
    **\`staging\`**
    - \`tyk-staging\` · plan \`ffffffffffff\`
      - update \`orders-route\` of \`orders\`: upstream \`http://a\` → \`http://b\`
    **\`production\`** after \`staging\`
    - \`eu-1\`
    - ◐ \`eu-1\` cannot be read now, so its plan is not known; this does not stand in the way. The connection was refused.
    - ◐ \`catalog\` stays at last good in \`production\`: what it depends on is held.

    ### On the base already
    - ○ DELETE \`/orders/{id}\` can be called without any credential. \`sluice:security/operation-is-secured\`"
  `);
});

test('the inline comments', () => {
  expect(review(full).inline).toMatchInlineSnapshot(`
    [
      {
        "body": "● \`POST /orders\`: the maximum of \`quantity\` went from \`1000\` to \`100\`. (\`request-property-max-decreased\`)
    Meant? \`/waive 81be07aa11cc --reason "…"\`",
        "finding": "orders 81be07aa11cc",
        "line": 64,
        "path": "apis/orders/openapi.yaml",
        "side": "RIGHT",
      },
      {
        "body": "● \`GET /orders/{id}\`: the response \`200\` no longer has the required property \`total\`. (\`response-required-property-removed\`)
    Meant? \`/waive 3fa92c0011dd --reason "…"\`",
        "finding": "orders 3fa92c0011dd",
        "line": 20,
        "path": "apis/orders/openapi.yaml",
        "side": "LEFT",
      },
    ]
  `);
});

test('a plan is of the branch that is deployed, whatever branch this goes to', () => {
  const { comment, check } = review({ ...full, baseRef: 'next', deployedBranch: 'main' });
  for (const text of [comment, check.summary]) {
    expect(text).toContain('**On merge into `main`** `staging`');
    expect(text).not.toContain('**On merge** ');
  }
});

test('nothing to say about no API, and no comment opened for it', () => {
  const output = review({ files: [{ path: 'README.md', status: 'modified', patch }] });
  expect(output).toMatchObject({
    quiet: true,
    inline: [],
    check: { conclusion: 'neutral', title: 'No API in this pull request' },
  });
});

test('an unreadable description is told by file, line and what to do', () => {
  const problem = {
    code: 'yaml-syntax',
    message: 'A mapping value is not allowed here. Fix the line and push.',
    range: range(file, 12),
  };
  const { comment, check } = review({ apis: [api({ problems: [{ side: 'head', problem }] })] });
  expect(check.conclusion).toBe('failure');
  expect(comment).toContain('**Sluice: `orders` cannot be read**');
  expect(comment).toContain(`- ● [\`${file}:12\`](https://github.example/acme/apis/blob/4c1d9e7`);
  expect(comment).toContain('**Next** Fix what is marked ● and push.');
});

describe('inline comments', () => {
  const changed = (head: ReturnType<typeof range>, over = {}): Partial<ReviewFacts> => ({
    ...full,
    apis: [api({ changes: [change({ head, ...over })] })],
  });
  test.each([
    ['at its own line', changed(range(file, 64)), [{ line: 64, side: 'RIGHT' }]],
    ['at the first line of it that is shown', changed(range(file, 55, 80)), [{ line: 60, side: 'RIGHT' }]],
    [
      'at the nearest reference',
      changed(range('common.yaml', 4), { via: [range(file, 40), range(file, 19), range(file, 61)] }),
      [{ line: 19 }],
    ],
    ['nowhere outside the diff', changed(range(file, 400)), []],
    [
      'at the base for what was removed',
      { ...full, apis: [api({ changes: [removed({ base: range(file, 19) })] })] },
      [{ line: 19, side: 'LEFT' }],
    ],
    [
      'under the new name of a renamed file',
      {
        ...full,
        apis: [api({ changes: [removed({ base: range('old.yaml', 19) })] })],
        files: [{ path: 'new.yaml', previousPath: 'old.yaml', status: 'renamed', patch }],
      },
      [{ path: 'new.yaml', side: 'LEFT', line: 19 }],
    ],
  ] as [string, Partial<ReviewFacts>, object[]][])('%s', (_, over, expected) => {
    expect(review(over).inline).toMatchObject(expected);
    expect(review(over).inline).toHaveLength(expected.length);
  });

  test('one for each cause, thirty at most, the rest counted', () => {
    const lines = Array.from({ length: 50 }, (_, i) => `+${i}`).join('\n');
    const changes = Array.from({ length: 45 }, (_, i) => change({ head: range(file, i + 1), fingerprint: `f${i}` }));
    const twin = change({ head: range(file, 1), fingerprint: 'f999' });
    const output = review({
      apis: [api({ changes: [...changes, twin] })],
      files: [{ path: file, status: 'added', patch: `@@ -0,0 +1,50 @@\n${lines}` }],
    });
    expect(output.inline).toHaveLength(30);
    expect(output.inline[0]!.body).toContain('1 more change with the same cause.');
    expect(output.comment).toContain('15 findings of these have no comment beside the text');
  });

  test('a fix is a suggestion where one hunk shows all of its lines', () => {
    const fix = {
      range: { file, start: { line: 61, column: 1 }, end: { line: 63, column: 1 } },
      text: '    a: ```\n    b: 2\n',
    };
    const [comment] = review({ ...full, apis: [api({ violations: [violation({ fix, fingerprint: 'b1' })] })] }).inline;
    expect(comment).toMatchObject({ startLine: 61, line: 62, side: 'RIGHT' });
    expect(comment!.body).toContain('````suggestion\n    a: ```\n    b: 2\n````\n');
    const indented = { ...fix, text: '{\n\t"a": 1\n' };
    const [tabs] = review({
      ...full,
      apis: [api({ violations: [violation({ fix: indented, fingerprint: 'b1' })] })],
    }).inline;
    expect(tabs!.body).toContain('suggestion\n{\n\t"a": 1\n```');
    for (const broken of [
      { ...fix, range: { ...fix.range, end: { line: 70, column: 1 } } },
      { ...fix, text: 'a: \u202eb\n' },
    ]) {
      const [plain] = review({
        ...full,
        apis: [api({ violations: [violation({ fix: broken, range: range(file, 61) })] })],
        waivers: [],
      }).inline;
      expect(plain!.body).not.toContain('suggestion');
    }
  });
});

describe('sizes', () => {
  const long = 'x'.repeat(900);
  const many = (count: number): Partial<ReviewFacts> => ({
    apis: [
      api({
        changes: Array.from({ length: count }, (_, i) =>
          change({
            fingerprint: `f${i}`,
            args: ['quantity', 1000, i],
            message: `GET /${long}: the property '${long}' was removed.`,
            head: range(`${long}/${i}.yaml`, i + 1),
          }),
        ),
      }),
    ],
  });
  test.each([1, 60, 5000])('%i changes fit, with an exact count of what is left out', (count) => {
    const { comment, check } = review(many(count));
    expect(comment!.length).toBeLessThan(65_536);
    expect(check.summary.length).toBeLessThan(65_536);
    expect(check.text!.length).toBeLessThan(65_536);
    const rows = comment!.match(/^\| ●/gm)!.length;
    if (rows < count) expect(comment).toContain(`${count - rows} more in the whole report`);
    const lines = check.text!.match(/^- ●/gm)!.length;
    if (lines < count) expect(check.text).toMatch(/… and \d+ more lines? that GitHub has no room for\./);
  });

  test('a plan that does not fit is told as far as it does', () => {
    const pins = Object.fromEntries(
      Array.from({ length: 2000 }, (_, i) => [`api-${i}`, 'what it depends on is held.']),
    );
    const plan = [{ environment: 'production', targets: [], pins, holds: {}, access: [] }];
    const { summary } = review({ apis: [api()], plan }).check;
    const told = summary.match(/stays at last good/g)!.length;
    expect(summary).toContain(`… and ${2000 - told} more`);
    expect(summary.length).toBeLessThan(65_536);
  });
});

const bits = fc.oneof(
  fc.constantFrom(
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
    '"',
    ' ',
    '\u202e',
    '<img src=x>',
    'www.e.example',
  ),
  fc.string({ maxLength: 5, unit: 'binary' }),
);
const hostile = fc.array(bits, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
const ours = /^<\/?(details|summary|sub)>$/;

test('property: whatever a description holds, only our own links and tags act', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (path, name, text) => {
      const operations = [{ method: 'GET', path }];
      const bad = change({
        operations,
        property: name,
        args: [name, text],
        message: `GET ${path}: ${text} of '${name}'`,
        head: range(file, 61),
      });
      const proven = { ...bad.witness!, instance: { [name]: text } };
      const output = review({
        ...full,
        apis: [
          api({
            name,
            owners: [text],
            changes: [
              { ...bad, witness: proven },
              {
                ...bad,
                fingerprint: 'c',
                witness: proven,
                example: { method: 'GET', path, headers: [{ name, value: text }], body: { [name]: text } },
              },
              { ...bad, fingerprint: 'b', head: range(path, 61) },
            ],
            violations: [violation({ message: text, operation: operations[0]!, range: range(file, 62) })],
            problems: [{ side: 'head', problem: { code: 'x', message: `${text} ${path}`, range: range(path, 1) } }],
            semver: { from: text, to: name, needed: 'major', enough: false },
          }),
        ],
        plan: [
          {
            environment: 'staging',
            targets: [
              {
                target: 't',
                state: 'problems',
                steps: [{ action: 'create', api: name, id: path, summary: text }],
                problems: [text],
              },
            ],
            pins: { [name]: text },
            holds: { [name]: path },
            access: [],
          },
        ],
        waivers: [],
      });
      for (const shown of [
        output.comment!,
        output.check.summary,
        output.check.text!,
        ...output.inline.map(({ body }) => body),
      ]) {
        const active = activeIn(shown);
        expect(active.links.filter((link) => !link.startsWith('https://github.example/acme/apis/blob/'))).toEqual([]);
        expect(active.html.filter((tag) => !ours.test(tag))).toEqual([]);
        expect(active.references).toEqual([]);
        expect(active.images).toBe(0);
        expect(shown).not.toContain('<!--');
      }
    }),
    { numRuns: 300 },
  );
});

test('equal facts make equal bytes', () => {
  expect(review(full)).toEqual(review(structuredClone(full)));
});
