import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judgeTraffic } from '../../../src/local/github/contract/traffic.ts';
import type { Contract } from '../../../src/local/github/contract/traffic.ts';

const COMMENTS = '/api/v3/repos/acme/apis/issues/7/comments';
let server: FastifyInstance;
let contract: Contract;
let reached: number;

function start(strict: boolean): void {
  server = Fastify();
  contract = judgeTraffic(server, { strict });
  reached = 0;
  server.post(COMMENTS, (_, reply) => {
    reached += 1;
    return reply.code(201).send({ id: 1, invented: true });
  });
  server.get('/api/v3/rate_limit', (_, reply) => reply.code(304).send());
  server.get('/api/v3/repos/acme/apis/contents/a.yaml', (_, reply) => reply.type('text/plain').send('openapi: 3.1.0'));
  server.get('/acme/apis', () => 'a page');
}

beforeEach(() => {
  start(false);
});
afterEach(() => server.close());

describe('judgeTraffic', () => {
  test('refuses what GitHub would refuse, before it is done', async () => {
    const response = await server.inject({ method: 'POST', url: COMMENTS, payload: { text: 'hello' } });
    expect(response.statusCode).toBe(422);
    expect(response.json()).toMatchObject({ status: '422' });
    expect(response.body).toContain("must have required property 'body'");
    expect(contract.violations).toMatchObject([{ operation: 'issues/create-comment', where: 'body' }]);
    expect(reached).toBe(0);
  });

  test('records an answer that is not as GitHub describes it, and sends it', async () => {
    const response = await server.inject({ method: 'POST', url: COMMENTS, payload: { body: 'hello' } });
    expect(response.statusCode).toBe(201);
    expect(contract.violations).toMatchObject([{ operation: 'issues/create-comment', where: 'answer' }]);
    expect(contract.violations[0]!.errors).toContain('/invented: GitHub has no such property');
  });

  test('answers 500 instead, where it is strict', async () => {
    await server.close();
    start(true);
    const response = await server.inject({ method: 'POST', url: COMMENTS, payload: { body: 'hello' } });
    expect(response.statusCode).toBe(500);
    expect(response.json<{ message: string }>().message).toContain('issues/create-comment, answer:');
  });

  test('records requests that GitHub does not know', async () => {
    expect((await server.inject('/api/v3/repos/acme/apis/stargazers')).statusCode).toBe(422);
    expect(contract.violations[0]).toMatchObject({ operation: 'GET /repos/acme/apis/stargazers', where: 'operation' });
  });

  test('has nothing against pages, raw files and answers without a body', async () => {
    await server.inject('/acme/apis');
    await server.inject('/api/v3/rate_limit');
    await server.inject({
      url: '/api/v3/repos/acme/apis/contents/a.yaml',
      headers: { accept: 'application/vnd.github.raw+json' },
    });
    expect(contract.violations).toEqual([]);
  });

  test('judges webhooks', () => {
    contract.judgeWebhook('push', null, {});
    expect(contract.violations).toMatchObject([{ operation: 'webhook push', where: 'payload' }]);
  });
});
