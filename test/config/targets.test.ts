import { describe, expect, it } from 'vitest';
import { readTargetsFile } from '../../src/config/targets-file.ts';
import { loadTargets } from '../../src/config/targets.ts';

const file = 'sluice.targets.yaml';
const load = (text: string): ReturnType<typeof loadTargets> => loadTargets(text, file, { EDGE_SECRET: 'value' });
const good = `targets:
  edge:
    kind: embedded
    admin: ["http://127.0.0.1:9001"]
    url: http://127.0.0.1:9000
    secret: { env: EDGE_SECRET }
    repositories: ["acme/*"]
`;

const refused = (text: string): { message: string; line: number | undefined; column: number | undefined }[] => {
  const result = load(text);
  if (result.ok) return [];
  return result.problems.map(({ message, range }) => ({
    message,
    line: range?.start.line,
    column: range?.start.column,
  }));
};

const told = `${good}notify:
  oncall: { kind: slack, url: { env: SLACK_URL }, repositories: ["acme/*"], events: [incident, freeze] }
  programs: { kind: webhook, url: "https://events.example/sluice", secret: { env: HOOK_SECRET }, repositories: ["**"] }
`;

describe('who is told', () => {
  const env = { EDGE_SECRET: 'value', SLACK_URL: 'https://hooks.slack.example/services/x', HOOK_SECRET: 'secret' };
  const problems = (text: string, more: Readonly<Record<string, string>> = {}): string[] => {
    const result = loadTargets(text, file, { ...env, ...more });
    return result.ok ? [] : result.problems.map(({ message, range }) => `${range?.start.line ?? 0}: ${message}`);
  };

  it('is read', () => {
    expect(loadTargets(told, file, env)).toMatchObject({
      ok: true,
      targets: { notify: { oncall: { kind: 'slack', events: ['incident', 'freeze'] }, programs: { kind: 'webhook' } } },
    });
  });

  it.each([
    [
      'an unknown kind',
      'kind: slack',
      'kind: pager',
      /^9: notify\.oncall\.kind: expected one of these kinds of sink: slack, webhook/,
    ],
    ['an unknown event', 'freeze]', 'lunch]', /^9: notify\.oncall\.events\.1: /],
    [
      'no event',
      '[incident, freeze]',
      '[]',
      /^9: notify\.oncall\.events: expected at least one of incident, freeze, approval, drift/,
    ],
    ['no repository', '["**"]', '[]', /^10: notify\.programs\.repositories: expected at least one glob/],
    [
      'the address of Slack in the file',
      '{ env: SLACK_URL }',
      'https://hooks.slack.example/x',
      /^9: notify\.oncall\.url: expected a map/,
    ],
    ['another protocol', 'https://events', 'ftp://events', /^10: notify\.programs\.url: /],
    [
      'a webhook without a secret',
      'secret: { env: HOOK_SECRET }, repositories: ["**"]',
      'repositories: ["**"]',
      /^10: notify\.programs\.secret: /,
    ],
  ])('refuses %s, with its place', (_, from, to, message) => {
    expect(problems(told.replace(from, to))[0]).toMatch(message);
  });

  it('refuses variables that are not set or hold no address, and shows none of their values', () => {
    expect(problems(told, { HOOK_SECRET: '' })).toEqual([
      '10: notify.programs: the environment has no HOOK_SECRET; set it to the secret of this sink.',
    ]);
    expect(problems(told, { SLACK_URL: 'very-secret' })).toEqual([
      '9: notify.oncall: SLACK_URL is no address; set it to the url of this sink, which begins with https://.',
    ]);
    expect(loadTargets(told, file, { EDGE_SECRET: 'value' }, 'targets'), 'where nobody is told').toMatchObject({
      ok: true,
    });
  });
});

describe('loadTargets', () => {
  it('reads targets and floors', () => {
    const text = `${good}floors:\n  production: { approval: { teams: ["@acme/platform"] }, policies: ["sluice:security"] }\n`;
    expect(load(text)).toMatchObject({
      ok: true,
      targets: {
        targets: { edge: { kind: 'embedded', admin: ['http://127.0.0.1:9001'], secret: { env: 'EDGE_SECRET' } } },
        floors: { production: { approval: { teams: ['@acme/platform'] }, policies: ['sluice:security'] } },
      },
    });
  });

  it('refuses a floor of a pack that is not shipped, with its place', () => {
    const message = 'floors.production.policies.0: expected one of: sluice:baseline, sluice:security.';
    const text = `${good}floors: { production: { policies: [sluice:secure] } }\n`;
    expect(refused(text)).toEqual([{ message, line: 8, column: 36 }]);
  });

  it.each([
    [
      'an unknown kind',
      'kind: embedded',
      'kind: kong',
      /targets\.edge\.kind: expected one of these kinds.*embedded/,
      3,
      11,
    ],
    ['an unknown key', 'url:', 'urls:', /no key urls here. Did you mean url/, 5, 5],
    ['no node', '["http://127.0.0.1:9001"]', '[]', /targets\.edge\.admin/, 4, 12],
    ['nobody who may use it', '["acme/*"]', '[]', /at least one glob/, 7, 19],
    ['a secret in the file', '{ env: EDGE_SECRET }', 'hunter2', /targets\.edge\.secret: expected a map/, 6, 13],
    ['a secret that is not there', 'EDGE_SECRET', 'OTHER_SECRET', /the environment has no OTHER_SECRET/, 6, 20],
    ['another protocol', 'url: http:', 'url: ftp:', /targets\.edge\.url/, 5, 10],
    [
      'a password in the address of Prometheus',
      'url: http',
      'prometheus: "http://me:hunter2@prometheus:9090"\n    url: http',
      /edge\.prometheus: expected an address without user/,
      5,
      17,
    ],
    [
      'an address that takes no path',
      'url: http',
      'prometheus: "http://prometheus:9090/?tenant=a"\n    url: http',
      /edge\.prometheus: expected an address without user, \? and #/,
      5,
      17,
    ],
    [
      'a token for no Prometheus',
      'url: http',
      'prometheusToken: { env: EDGE_SECRET }\n    url: http',
      /edge\.prometheusToken: expected with prometheus/,
      5,
      22,
    ],
    [
      'a token of Prometheus that is not there',
      'url: http',
      'prometheus: "http://prometheus:9090"\n    prometheusToken: { env: OTHER }\n    url: http',
      /the environment has no OTHER; set it to the prometheusToken/,
      6,
      29,
    ],
  ])('refuses %s, with its place', (_, from, to, message, line, column) => {
    const problem = refused(good.replace(from, to)).find((found) => message.test(found.message));
    expect(problem).toMatchObject({ line, column });
  });

  describe.each(['kubernetes', 'git'])('of kind %s', (kind) => {
    const place =
      kind === 'git'
        ? 'repository: https://git.example/fleet.git, branch: main, folder: clusters/eu-1'
        : 'context: eu-1';
    const cluster = (renders: string, more = ''): string =>
      `targets:\n  eu-1: { kind: ${kind}, renders: ${renders}, ${place}, namespaces: [apis, shared], url: "https://api.acme.example", repositories: ["acme/*"]${more} }\n`;

    it.each([
      ['traefik-hub', ''],
      ['tyk-operator', ''],
      ['traefik-proxy', ', entryPoints: { internal: [inside] }'],
      ['gateway-api', ', gateway: { name: public, namespace: gateways }'],
    ])('takes what renders: %s needs', (renders, more) => {
      expect(load(cluster(renders, more))).toMatchObject({ ok: true });
    });

    it.each([
      ['no Gateway for Gateway API', cluster('gateway-api'), /eu-1\.gateway: expected with renders: gateway-api/],
      ['a Gateway for another', cluster('traefik-hub', ', gateway: { name: public }'), /and with no other/],
      ['no namespace', cluster('traefik-hub').replace('[apis, shared]', '[]'), /namespaces/],
      ['another rendering', cluster('kong'), /renders/],
    ])('refuses %s', (_, text, message) => {
      expect(refused(text)[0]?.message).toMatch(message);
    });
  });

  it('refuses two ways to one cluster, and a folder outside the repository', () => {
    const both =
      'targets:\n  a: { kind: kubernetes, renders: traefik-hub, context: eu-1, inCluster: true, namespaces: [a], url: "http://a.example", repositories: ["a/*"] }\n';
    expect(refused(both)[0]?.message).toContain('another way to the cluster');
    const controller = '{ kind: flux, namespace: flux, name: apis, kubeconfig: /etc/eu-1, inCluster: true }';
    const followed = `targets:\n  a: { kind: git, renders: traefik-hub, repository: "https://git.example/a", branch: main, folder: a, controller: ${controller}, namespaces: [a], url: "http://a.example", repositories: ["a/*"] }\n`;
    expect(refused(followed)[0]?.message).toContain('another way to the cluster');
    const outside =
      'targets:\n  a: { kind: git, renders: traefik-hub, repository: "https://git.example/a", branch: main, folder: ../b, namespaces: [a], url: "http://a.example", repositories: ["a/*"] }\n';
    expect(refused(outside)[0]?.message).toContain('expected a folder of the repository');
  });

  it('refuses what is not YAML, and a file without targets', () => {
    expect(refused('targets: [')).toHaveLength(1);
    expect(refused('')).toMatchObject([{ message: 'targets: is missing.' }]);
  });

  it('takes an empty secret for none', () => {
    expect(loadTargets(good, file, { EDGE_SECRET: '' })).toMatchObject({
      ok: false,
      problems: [{ code: 'missing-secret' }],
    });
  });
});

it('is told where its file cannot be read', () => {
  expect(readTargetsFile('.', {})).toEqual({
    ok: false,
    message: 'SLUICE_TARGETS names ., which cannot be read.',
  });
});
