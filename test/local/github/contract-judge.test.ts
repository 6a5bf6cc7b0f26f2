import { describe, expect, test } from 'vitest';
import { createJudge } from '../../../src/local/github/contract/judge.ts';

const judge = createJudge();
const SHA = 'a'.repeat(40);
const REPO = '/repos/acme/apis';
const JSON_HEADERS = { 'user-agent': 'sluice', 'content-type': 'application/json; charset=utf-8' };

function request(line: string, body?: unknown, query: Record<string, unknown> = {}): string[] {
  const [method = '', path = ''] = line.split(' ');
  const headers = body === undefined ? { 'user-agent': 'sluice' } : JSON_HEADERS;
  return judge
    .judgeRequest(method, path, query, body, headers)
    .flatMap(({ where, errors }) => errors.map((error) => `${where} ${error}`));
}

const annotation = { path: 'a.yaml', start_line: 3, end_line: 3, annotation_level: 'failure', message: 'broken' };
const check = { name: 'sluice', head_sha: SHA, status: 'completed', conclusion: 'failure' };
const withAnnotations = (annotations: unknown[]) => ({ ...check, output: { title: 't', summary: 's', annotations } });
const line = { path: 'a.yaml', body: 'why', line: 3, side: 'RIGHT' };

describe('requests that GitHub takes', () => {
  test.each<[string, unknown?, Record<string, unknown>?]>([
    ['GET /app'],
    [`GET ${REPO}/pulls`, undefined, { state: 'open', per_page: '100', page: '2' }],
    [`GET ${REPO}/contents/apis/orders/openapi.yaml`, undefined, { ref: 'main' }],
    [`GET ${REPO}/contents/apis%2Forders%2Fopenapi.yaml`],
    [`GET ${REPO}/git/ref/heads/sluice/state`],
    [`GET ${REPO}/git/ref/heads%2Fsluice%2Fstate`],
    [`GET ${REPO}/compare/main...feature/x`],
    [`GET ${REPO}/commits/${SHA}/check-runs`, undefined, { app_id: '7', filter: 'latest' }],
    [`GET ${REPO}/commits/${SHA}/pulls`],
    ['GET /repositories/1234/pulls/7'],
    [`GET ${REPO}/branches/feature%2Fx`],
    [`POST /app/installations/12/access_tokens`, { repository_ids: [1], permissions: { contents: 'write' } }],
    [`POST ${REPO}/check-runs`, check],
    [`POST ${REPO}/check-runs`, { name: 'sluice', head_sha: SHA, status: 'in_progress' }],
    [`POST ${REPO}/check-runs`, withAnnotations(Array.from({ length: 50 }, () => annotation))],
    [`PATCH ${REPO}/check-runs/5`, { status: 'completed', conclusion: 'success' }],
    [`POST ${REPO}/pulls/7/reviews`, { commit_id: SHA, event: 'COMMENT', comments: [line] }],
    [`PUT ${REPO}/pulls/7/merge`],
    [`PUT ${REPO}/pulls/7/merge`, { merge_method: 'squash', sha: SHA }],
    [`POST ${REPO}/issues/7/comments`, { body: 'x'.repeat(65_536) }],
    [`POST ${REPO}/issues/7/labels`, { labels: ['sluice'] }],
    [
      `POST ${REPO}/deployments`,
      { ref: SHA, environment: 'staging', auto_merge: false, required_contexts: [], payload: { any: 1 } },
    ],
    [`POST ${REPO}/git/trees`, { base_tree: SHA, tree: [{ path: 'a/b', mode: '100644', type: 'blob', sha: null }] }],
    [`DELETE ${REPO}/git/refs/heads/gone`],
  ])('%s %#', (line_, body, query) => {
    expect(request(line_, body, query)).toEqual([]);
  });
});

describe('requests that GitHub refuses or ignores in part', () => {
  test.each<[string, unknown, string, Record<string, unknown>?]>([
    ['GET /user/repos', undefined, 'operation /: not among'],
    [`GET ${REPO}/pulls`, undefined, 'query /per_page', { per_page: '101' }],
    [`GET ${REPO}/pulls`, undefined, 'query /status: GitHub has no such property', { status: 'open' }],
    [
      `GET ${REPO}/pulls`,
      undefined,
      'query /state: must be equal to one of the allowed values: open',
      { state: 'all of them' },
    ],
    [`GET ${REPO}/pulls/seven`, undefined, 'path /pull_number'],
    [`GET ${REPO}/pulls/7`, { why: 1 }, 'body /: GitHub reads no body here'],
    [`POST ${REPO}/pulls`, undefined, 'body /: the body is missing'],
    [`POST ${REPO}/check-runs`, { ...check, conclusion: undefined }, 'body /conclusion: is missing'],
    [`POST ${REPO}/check-runs`, { ...check, conclusion: 'stale' }, 'body /conclusion: only GitHub'],
    [`POST ${REPO}/check-runs`, { ...check, conclusion: 'failed' }, 'body /conclusion: must be equal'],
    [`POST ${REPO}/check-runs`, { ...check, verdict: 'bad' }, 'body /verdict: GitHub has no such property'],
    [`POST ${REPO}/check-runs`, { ...check, head_sha: 'main' }, 'body /head_sha: is no full object name'],
    [
      `POST ${REPO}/check-runs`,
      { ...check, output: { title: 't' } },
      "body /output: must have required property 'summary'",
    ],
    [
      `POST ${REPO}/check-runs`,
      { ...check, output: { title: 't', summary: 'x'.repeat(65_536) } },
      'body /output/summary',
    ],
    [
      `POST ${REPO}/check-runs`,
      withAnnotations(Array.from({ length: 51 }, () => annotation)),
      'body /output/annotations',
    ],
    [
      `POST ${REPO}/check-runs`,
      withAnnotations([{ ...annotation, end_line: 4, start_column: 1 }]),
      'body /output/annotations/0/start_column',
    ],
    [
      `POST ${REPO}/check-runs`,
      withAnnotations([{ ...annotation, end_line: 2 }]),
      'body /output/annotations/0/end_line',
    ],
    [`POST ${REPO}/check-runs`, withAnnotations([{ ...annotation, level: 1 }]), 'body /output/annotations/0/level'],
    [`PATCH ${REPO}/check-runs/5`, { status: 'completed' }, 'body /conclusion'],
    [`POST ${REPO}/issues/7/comments`, { body: 'x'.repeat(65_537) }, 'body /body: is too long (65537 characters'],
    [`POST ${REPO}/issues/7/comments`, { body: ' ' }, "body /body: can't be blank"],
    [`POST ${REPO}/pulls/7/reviews`, { event: 'COMMENT' }, "body /body: can't be blank"],
    [
      `POST ${REPO}/pulls/7/reviews`,
      { event: 'COMMENT', comments: [{ ...line, line: undefined }] },
      'body /comments/0/line: is missing',
    ],
    [
      `POST ${REPO}/pulls/7/reviews`,
      { event: 'COMMENT', comments: [{ ...line, start_line: 9 }] },
      'body /comments/0/start_line',
    ],
    [`POST ${REPO}/deployments/5/statuses`, { state: 'success', description: 'x'.repeat(141) }, 'body /description'],
    [`POST ${REPO}/deployments/5/statuses`, { state: 'success', log_url: 'file:///log' }, 'body /log_url'],
    [`POST ${REPO}/git/refs`, { ref: 'heads/x', sha: SHA }, 'body /ref'],
    [`POST ${REPO}/git/trees`, { tree: [{ path: '../x', mode: '100644', content: '' }] }, 'body /tree/0/path'],
    [`POST ${REPO}/git/trees`, { tree: [{ path: 'x', mode: '100644' }] }, 'body /tree/0/sha'],
    [`POST ${REPO}/git/commits`, { message: 'm', tree: SHA, parents: ['main'] }, 'body /parents/0'],
    [`POST ${REPO}/labels`, { name: 'sluice', color: '#ff0000' }, 'body /color'],
  ])('%s %#', (line_, body, expected, query) => {
    expect(request(line_, body, query).filter((error) => error.startsWith(expected))).toHaveLength(1);
  });

  test.each([
    [{}, '/user-agent'],
    [{ 'user-agent': 'a', accept: 'text/html' }, '/accept'],
    [{ 'user-agent': 'a', accept: 'application/vnd.github.raw+json' }, undefined],
    [{ 'user-agent': 'a', accept: 'application/vnd.github.v3.diff' }, undefined],
    [{ 'user-agent': 'a', 'x-github-api-version': '2022-11-28' }, undefined],
    [{ 'user-agent': 'a', 'x-github-api-version': '2021-01-01' }, '/x-github-api-version'],
  ])('headers %o', (headers, expected) => {
    const errors = judge.judgeRequest('GET', '/app', {}, undefined, headers).flatMap((violation) => violation.errors);
    expect(errors.map((error) => error.split(':')[0])).toEqual(expected === undefined ? [] : [expected]);
  });
});

describe('answers', () => {
  const answer = (line_: string, status: number, body?: unknown): string[] => {
    const [method = '', path = ''] = line_.split(' ');
    return judge.judgeResponse(method, path, status, body).flatMap(({ errors }) => errors);
  };
  const ref = {
    ref: 'refs/heads/main',
    node_id: 'REF_1',
    url: 'http://127.0.0.1/refs/heads/main',
    object: { type: 'commit', sha: SHA, url: 'http://127.0.0.1/commits/a' },
  };

  test('as described', () => {
    expect(answer(`GET ${REPO}/git/ref/heads/main`, 200, ref)).toEqual([]);
    expect(answer(`DELETE ${REPO}/git/refs/heads/main`, 204)).toEqual([]);
    expect(answer(`GET ${REPO}/git/ref/heads/gone`, 404, { message: 'Not Found' })).toEqual([]);
    expect(answer(`GET ${REPO}/git/ref/heads/main`, 503, { message: 'Service unavailable' })).toEqual([]);
  });

  test('with a property that GitHub does not send, without one that it does, of another type', () => {
    expect(answer(`GET ${REPO}/git/ref/heads/main`, 200, { ...ref, note: 1 })).toEqual([
      '/note: GitHub has no such property',
    ]);
    expect(answer(`GET ${REPO}/git/ref/heads/main`, 200, { ...ref, url: undefined })).toHaveLength(1);
    expect(answer(`GET ${REPO}/git/ref/heads/main`, 200, { ...ref, node_id: 5 })).toEqual(['/node_id: must be string']);
  });

  test('of a status that GitHub does not use, with a body where it sends none, without a reason', () => {
    expect(answer(`GET ${REPO}/git/ref/heads/main`, 299, ref)).toEqual(['/: GitHub never answers 299 here']);
    expect(answer(`DELETE ${REPO}/git/refs/heads/main`, 204, {})).toEqual(['/: an answer of 204 has no body']);
    expect(answer(`GET ${REPO}/git/ref/heads/main`, 500, 'no')).toHaveLength(1);
  });

  test('of an operation that GitHub does not have', () => {
    expect(answer('GET /nowhere', 404, { message: 'Not Found' })).toEqual([]);
    expect(answer('GET /nowhere', 200, {})).toHaveLength(1);
  });
});

describe('webhooks', () => {
  test('an unknown one, and one whose payload lacks what GitHub sends', () => {
    expect(judge.judgeWebhook('star', 'created', {})[0]?.where).toBe('operation');
    const [violation] = judge.judgeWebhook('pull_request', 'opened', { action: 'opened', number: 1 });
    expect(violation?.operation).toBe('webhook pull_request.opened');
    expect(violation?.errors).toContain("/: must have required property 'pull_request'");
  });
});
