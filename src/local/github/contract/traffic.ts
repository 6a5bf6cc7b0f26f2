import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createJudge } from './judge.ts';
import type { Judge, Violation } from './judge.ts';

/** Where GitHub Enterprise has its REST API. */
export const API_PREFIX = '/api/v3';

/** What was sent to the local GitHub, or by it, against GitHub's description. */
export interface Contract {
  /** In order of their happening. A test asserts that it is empty. */
  readonly violations: readonly Violation[];
  judgeWebhook(event: string, action: string | null, payload: unknown): void;
}

export interface ContractOptions {
  /** Answer 500 instead of what is not as GitHub describes it. Otherwise it is recorded and sent. */
  readonly strict: boolean;
}

/** Media types whose answers are the bytes themselves. */
const RAW = /\.(?:raw|diff|patch|sha)\b/;

/** The path of an API request without prefix and query; undefined for pages, git and the rest. */
export function apiPath(request: FastifyRequest): string | undefined {
  const path = request.url.split('?', 1)[0] ?? '';
  return path.startsWith(`${API_PREFIX}/`) ? path.slice(API_PREFIX.length) : undefined;
}

/**
 * Judges each REST request after authentication and each answer: call it before other hooks of kind `onSend` are added.
 * What GitHub would refuse is recorded and answered with 422.
 */
export function judgeTraffic(server: FastifyInstance, options: ContractOptions): Contract {
  const judge = createJudge();
  const violations: Violation[] = [];
  server.addHook('preHandler', async (request, reply) => {
    const found = judgeRequest(judge, request);
    if (found.length === 0) return;
    violations.push(...found);
    await refuse(reply, found);
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    const found = judgeAnswer(judge, request, reply, payload);
    violations.push(...found);
    if (found.length === 0 || !options.strict) {
      done(null, payload);
      return;
    }
    reply.code(500).removeHeader('content-length');
    done(null, JSON.stringify({ message: `This answer is not GitHub's. ${told(found)}`, status: '500' }));
  });
  return {
    violations,
    judgeWebhook: (event, action, payload) => {
      violations.push(...judge.judgeWebhook(event, action, payload));
    },
  };
}

function judgeRequest(judge: Judge, request: FastifyRequest): Violation[] {
  const path = apiPath(request);
  if (path === undefined || request.method === 'HEAD') return [];
  const { method, query, body, headers } = request;
  return judge.judgeRequest(method, path, query as Record<string, unknown>, body ?? undefined, headers);
}

function judgeAnswer(judge: Judge, request: FastifyRequest, reply: FastifyReply, payload: unknown): Violation[] {
  const path = apiPath(request);
  if (path === undefined || request.method === 'HEAD') return [];
  const raw = RAW.test(request.headers.accept ?? '') && reply.statusCode < 300;
  return raw ? [] : judge.judgeResponse(request.method, path, reply.statusCode, parsed(payload));
}

function parsed(payload: unknown): unknown {
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return undefined;
  if (payload.length === 0) return undefined;
  try {
    return JSON.parse(payload.toString()) as unknown;
  } catch {
    return payload;
  }
}

function told(violations: readonly Violation[]): string {
  return violations.map(({ operation, where, errors }) => `${operation}, ${where}: ${errors.join('; ')}`).join('\n');
}

async function refuse(reply: FastifyReply, violations: readonly Violation[]): Promise<void> {
  await reply.code(422).send({
    message: `Invalid request.\n\n${told(violations)}`,
    documentation_url: 'https://docs.github.com/rest',
    status: '422',
  });
}
