import { describe, expect, test } from 'vitest';
import { loadSluiceConfig } from '../../src/config/load.ts';

function problems(text: string): string[] {
  const loaded = loadSluiceConfig(text, '.github/sluice.yaml');
  if (loaded.ok) return [];
  return loaded.problems.map(
    ({ message, range }) => `${range?.start.line ?? 0}:${range?.start.column ?? 0} ${message}`,
  );
}

const full = `
apis:
  - name: orders
    spec: apis/orders/openapi.yaml
    owners: ["@acme/orders"]
    dependsOn: [customers]
    gateway: { upstream: "http://orders.internal:8080", auth: { jwt: { jwks: "https://id.acme.example/jwks" } },
               rateLimit: 100/minute, visibility: public }
    native: { tyk-staging: [gateway/tyk/orders.yaml] }
  - name: customers
    gateway: { upstream: [{ url: "http://a", weight: 1 }, { url: "http://b", weight: 3 }] }
defaults:
  gateway: { auth: { key: {} }, rateLimit: 60/minute, requestSize: 1MiB }
policies:
  extends: [sluice:baseline, sluice:security]
  rules: [.sluice/rules/*.yaml]
environments:
  staging:
    targets: [tyk-staging]
    analysis: { bake: 2m, checks: [{ http: /orders/health }] }
  production:
    after: staging
    approval: { teams: ["@acme/platform"] }
    targets: [eu-1, us-1]
    analysis: { bake: 10m, checks: [{ errorRate: { max: 0.01 } }, { latency: { quantile: 0.95, max: 500ms } }] }
    overlays: { orders: { gateway: { rateLimit: 1000/minute } } }
`;

test('a whole configuration is read, and says where each thing stands', () => {
  const loaded = loadSluiceConfig(full, '.github/sluice.yaml');
  expect(loaded).toMatchObject({ ok: true, config: { apis: [{ name: 'orders' }, { name: 'customers' }] } });
  const range = loaded.ok ? loaded.document.range(['apis', 0, 'spec']) : undefined;
  expect(range).toEqual({ file: '.github/sluice.yaml', start: { line: 4, column: 11 }, end: { line: 4, column: 35 } });
});

test.each(['', '# nothing\n', '{}', '---\n'])('%j is an empty configuration', (text) => {
  expect(loadSluiceConfig(text, 'f')).toMatchObject({ ok: true, config: {} });
});

test('paths are as git has them, however they are written', () => {
  const loaded = loadSluiceConfig(
    'apis: [{ name: a, spec: ./apis//./a.yaml, native: { t: [./b.yaml] } }]\npolicies: { rules: [./rules/*.yaml] }\nenvironments: { s: { targets: [t] } }',
    'f',
  );
  expect(loaded).toMatchObject({
    config: {
      apis: [{ spec: 'apis/a.yaml', native: { t: ['b.yaml'] } }],
      policies: { rules: ['rules/*.yaml'] },
    },
  });
});

const mistakes: readonly [string, string, string][] = [
  ['a misspelt key', 'apis:\n  - name: a\n    spek: x', '3:5 apis.0: there is no key spek here. Did you mean spec?'],
  [
    'a key of nowhere',
    'banana: 1',
    '1:1 there is no key banana here. Known here: apis, defaults, policies, environments.',
  ],
  ['a wrong type', 'apis: { a: 1 }', '1:7 apis: expected a list, got a map.'],
  ['a missing key', 'apis:\n  - spec: x', '2:5 apis.0.name: is missing.'],
  [
    'a bad duration',
    'environments: { s: { targets: [t], analysis: { bake: 5 minutes, checks: [{ http: / }] } } }',
    '1:54 environments.s.analysis.bake: expected a duration such as 30s or 10m.',
  ],
  ['a reserved name', 'apis: [{ name: all }]', '1:16 apis.0.name: this word is part of the command grammar.'],
  [
    'a name with a slash',
    'apis: [{ name: ../x }]',
    '1:16 apis.0.name: expected lower-case letters, digits, dot, dash or underscore, 63 at most.',
  ],
  [
    'a bad environment name',
    'environments:\n  Prod: { targets: [t] }',
    '2:3 environments.Prod: the name is not allowed: expected lower-case letters, digits, dot, dash or underscore, 63 at most.',
  ],
  [
    'a path out of the repository',
    'apis: [{ name: a, spec: ../../etc/passwd }]',
    '1:25 apis.0.spec: expected a path inside the repository.',
  ],
  [
    'a form that is none',
    'apis: [{ name: a, gateway: { auth: { password: {} } } }]',
    '1:36 apis.0.gateway.auth: expected one of: none, key, jwt, basic, oauth2, mtls.',
  ],
  [
    'two forms at once',
    'apis: [{ name: a, gateway: { auth: { key: {}, jwt: { jwks: "https://a.example" } } } }]',
    '1:47 apis.0.gateway.auth: jwt does not go with key. Keep one of them.',
  ],
  [
    'a value of none',
    'apis: [{ name: a, gateway: { visibility: secret } }]',
    '1:42 apis.0.gateway.visibility: expected one of: public, internal.',
  ],
  [
    'a pack that is not shipped',
    'policies: { extends: [sluice:baseline, acme:own] }',
    '1:40 policies.extends.1: expected one of: sluice:baseline, sluice:security.',
  ],
  [
    'a share that is none',
    'environments: { s: { targets: [t], analysis: { bake: 1m, checks: [{ errorRate: { max: 2 } }] } } }',
    '1:87 environments.s.analysis.checks.0.errorRate.max: expected at most 1.',
  ],
  [
    'no teams',
    'environments: { s: { targets: [t], approval: { teams: [] } } }',
    '1:55 environments.s.approval.teams: expected at least 1 entry.',
  ],
  [
    'another word than true or false',
    'apis: [{ name: a, gateway: { stripPath: "no" } }]',
    '1:41 apis.0.gateway.stripPath: expected true or false, got text.',
  ],
  ['an alias of nothing', 'apis: &a []\npolicies: *b', '2:11 There is no anchor b above this alias.'],
  [
    'a form half right',
    'apis: [{ name: a, gateway: { auth: { jwt: {} } } }]',
    '1:43 apis.0.gateway.auth.jwt.jwks: is missing.',
  ],
  [
    'a check that is none',
    'environments: { s: { targets: [t], analysis: { bake: 1m, checks: [{ datadog: {} }] } } }',
    '1:67 environments.s.analysis.checks.0: expected one of: http + status, errorRate, latency, prometheus.',
  ],
  [
    'a query without a limit',
    'environments: { s: { targets: [t], analysis: { bake: 1m, checks: [{ prometheus: { query: up } }] } } }',
    '1:81 environments.s.analysis.checks.0.prometheus: expected max, or min, or both.',
  ],
  [
    'limits that leave nothing between them',
    'environments: { s: { targets: [t], analysis: { bake: 1m, checks: [{ prometheus: { query: up, min: 2, max: 1 } }] } } }',
    '1:99 environments.s.analysis.checks.0.prometheus.min: expected no more than max: no number is good.',
  ],
  [
    'a query that no Prometheus takes',
    'environments: { s: { targets: [t], analysis: { bake: 1m, checks: [{ prometheus: { query: "sum(up", max: 1 } }] } } }',
    '1:90 environments.s.analysis.checks.0.prometheus.query: the ( is not closed.',
  ],
  [
    'a window that reaches back before the release for all of the bake',
    'environments: { s: { targets: [t], analysis: { bake: 1m, checks: [{ prometheus: { query: "rate(a[5m])", max: 1 } }] } } }',
    '1:90 environments.s.analysis.checks.0.prometheus.query: it looks back 300s, further than the bake of 1m: what was before the release would be judged. Take a shorter window or bake longer; one that is meant to reach back has an offset.',
  ],
  ['a key twice', 'apis: []\napis: []', '2:1 The key apis is written twice here; keep one of them.'],
  [
    'a merge key',
    'defaults: { gateway: { <<: { rateLimit: 1/minute } } }',
    '1:24 defaults.gateway: there is no key << here. Known here: upstream, path, host, stripPath, auth, rateLimit, requestSize, quota, validateRequests, cors, ips, retries, version, tags, timeout, visibility.',
  ],
  [
    'an unknown tag',
    'apis: !!js/function "x"',
    '1:7 This is not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function.',
  ],
  [
    'a name twice',
    'apis:\n  - name: a\n  - name: a',
    '3:11 apis.1.name: a is listed already, on line 2. Each name can be there once.',
  ],
  [
    'a description twice',
    'apis:\n  - { name: a, spec: x }\n  - { name: b, spec: x }',
    '3:22 apis.1.spec: x is listed already, on line 2. Each spec can be there once.',
  ],
  [
    'a description twice, written in two ways',
    'apis:\n  - { name: a, spec: x }\n  - { name: b, spec: ./x }',
    '3:22 apis.1.spec: x is listed already, on line 2. Each spec can be there once.',
  ],
  [
    'an unknown dependency',
    'apis:\n  - { name: orders }\n  - { name: b, dependsOn: [order] }',
    '3:28 apis.1.dependsOn.0: there is no API order. Did you mean orders?',
  ],
  [
    'a circle of APIs',
    'apis:\n  - { name: a, dependsOn: [b] }\n  - { name: b, dependsOn: [a] }',
    '2:27 apis.0.dependsOn: these depend on each other in a circle: a → b → a. Take one of these references out.',
  ],
  [
    'an API that needs itself',
    'apis: [{ name: a, dependsOn: [a] }]',
    '1:30 apis.0.dependsOn: these depend on each other in a circle: a → a. Take one of these references out.',
  ],
  [
    'an unknown environment',
    'environments: { dev: { targets: [t] }, prod: { targets: [t], after: dex } }',
    '1:69 environments.prod.after: there is no environment dex. Did you mean dev?',
  ],
  [
    'a circle of environments',
    'environments: { a: { targets: [t], after: b }, b: { targets: [t], after: a } }',
    '1:43 environments.a.after: these wait for each other in a circle: a → b → a. Take one of these references out.',
  ],
  [
    'an overlay of nothing',
    'apis: [{ name: a }]\nenvironments: { s: { targets: [t], overlays: { b: { gateway: {} } } } }',
    '2:48 environments.s.overlays.b: there is no API b. Did you mean a?',
  ],
  [
    'native files for no target',
    'apis: [{ name: a, native: { tyk: [x] } }]\nenvironments: { s: { targets: [eu-1] } }',
    '1:29 apis.0.native.tyk: there is no target of an environment tyk. Known: eu-1.',
  ],
];

describe('a mistake comes with its place and a way out', () => {
  test.each(mistakes)('%s', (_, text, message) => {
    expect(problems(text)).toContain(message);
  });
});

describe('what would take too long or too much is refused at once', () => {
  const bomb =
    'a: &a [x,x,x,x,x,x,x,x,x,x]\n' +
    Array.from('bcdefgh')
      .map((key, i) => `${key}: &${key} [${`*${'abcdefg'[i]!},`.repeat(10)}]\n`)
      .join('');
  test.each([
    ['aliases of aliases', bomb],
    ['an alias within itself', 'a: &x [*x]'],
    ['brackets in brackets', '['.repeat(100_000)],
    ['braces in braces', '{'.repeat(300_000)],
    ['items in items', '- '.repeat(200_000)],
    ['questions in questions', '? '.repeat(200_000)],
    ['more than 1 MB', `# ${'x'.repeat(1_000_000)}`],
    ['a list below a list below a list', Array.from({ length: 800 }, (_, i) => `${' '.repeat(i)}-`).join('\n')],
  ])('%s', (_, text) => {
    const started = performance.now();
    expect(problems(text).length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('keys that prototypes have are keys like others', () => {
    expect(problems('__proto__: { polluted: 1 }\nconstructor: 1')).toContain(
      '2:1 there is no key constructor here. Known here: apis, defaults, policies, environments.',
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
