import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { receiving } from '../telemetry/intake.ts';
import { BodyReader, type BodyLimits } from './body.ts';
import type { WebMetrics } from './metrics.ts';
import { Refusal } from './refusal.ts';
import { isSigned, SIGNATURE } from './signature.ts';

export const WEBHOOK_PATH = '/api/github/webhooks';
const RETRY_AFTER_S = 30;

/** A delivery whose signature was right. */
export interface WebhookEvent {
  /** `X-GitHub-Delivery`; a redelivery keeps it. */
  readonly id: string;
  /** `X-GitHub-Event`. */
  readonly name: string;
  readonly payload: unknown;
}

export interface Intake {
  /** One, or two while they rotate. */
  readonly secrets: readonly string[];
  /** Resolves when the delivery is stored; whatever it throws is answered with 503, and GitHub counts the delivery as failed. */
  readonly receive: (event: WebhookEvent) => Promise<void>;
  readonly limits: BodyLimits;
  readonly metrics: WebMetrics;
  readonly log: Logger;
}

interface Headers {
  readonly id: string;
  readonly name: string;
  readonly signature: string;
}

/**
 * Headers first, then the bytes within their limits, then the signature over them, and only then anything that looks inside. Nothing
 * of a request is logged before its signature was checked.
 */
export function webhooks(intake: Intake): (app: FastifyInstance) => void {
  const bodies = new BodyReader(intake.limits);
  return (app) => {
    const parse = app.getDefaultJsonParser('remove', 'remove');
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/json', (_request: FastifyRequest, body: IncomingMessage) =>
      bodies.read(body),
    );
    app.post(
      WEBHOOK_PATH,
      {
        onRequest: (request, _reply, next) => {
          next(refusalOf(request.headers, intake.limits));
        },
      },
      async (request, reply) => {
        const headers = headersOf(request.headers);
        const body = request.body as Buffer;
        if (!isSigned(body, headers.signature, intake.secrets)) throw new Refusal(401, 'The signature is wrong.');
        verified.add(request);
        const payload = await parseWith(parse, request, body);
        const event = { id: headers.id, name: headers.name, payload };
        const { elapsedTime: elapsedMs } = reply;
        await receiving({ ...headers, route: WEBHOOK_PATH, elapsedMs }, () => deliver(intake, event, reply));
      },
    );
    app.addHook('onResponse', (request, reply, next) => {
      const event = verified.has(request) ? headersOf(request.headers).name : undefined;
      intake.metrics.webhook(event, reply.statusCode, reply.elapsedTime / 1_000);
      next();
    });
  };
}

const verified = new WeakSet<FastifyRequest>();

function headersOf(headers: IncomingHttpHeaders): Headers {
  const one = (name: string): string => {
    const value = headers[name];
    return typeof value === 'string' ? value : '';
  };
  return { id: one('x-github-delivery'), name: one('x-github-event'), signature: one('x-hub-signature-256') };
}

/** What is wrong with the headers alone. */
function refusalOf(headers: IncomingHttpHeaders, limits: BodyLimits): Refusal | undefined {
  const { id, name, signature } = headersOf(headers);
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    return new Refusal(415, 'Set the content type of the webhook to application/json.');
  }
  if (headers['content-encoding'] !== undefined) return new Refusal(415, 'A webhook is never compressed.');
  if (!SIGNATURE.test(signature)) return new Refusal(401, 'X-Hub-Signature-256 is missing or malformed.');
  if (!/^[a-z][a-z_]{0,63}$/.test(name)) return new Refusal(400, 'X-GitHub-Event is missing or malformed.');
  if (!/^[\w-]{8,64}$/.test(id)) return new Refusal(400, 'X-GitHub-Delivery is missing or malformed.');
  if (Number(headers['content-length'] ?? 0) > limits.bytes)
    return new Refusal(413, `A webhook has at most ${limits.bytes} bytes.`);
  return undefined;
}

type JsonParser = ReturnType<FastifyInstance['getDefaultJsonParser']>;

/** Drops `__proto__` and `constructor.prototype`: no payload of GitHub's has them. */
async function parseWith(parse: JsonParser, request: FastifyRequest, body: Buffer): Promise<unknown> {
  const payload = await new Promise<unknown>((resolve, reject) => {
    void parse(request, body.toString('utf8'), (error, value: unknown) => {
      if (error) reject(new Refusal(400, 'The body is not JSON.'));
      else resolve(value);
    });
  });
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    throw new Refusal(400, 'The body is not a JSON object.');
  return payload;
}

/** Resolves to the status that it was answered with. */
async function deliver({ receive, log }: Intake, event: WebhookEvent, reply: FastifyReply): Promise<number> {
  const entry = log.child({ delivery: event.id, event: event.name });
  try {
    await receive(event);
  } catch (error) {
    entry.error({ err: error }, 'delivery refused: it could not be stored');
    await reply
      .code(503)
      .header('retry-after', RETRY_AFTER_S)
      .send({ error: 'The delivery could not be stored. Redeliver it.' });
    return 503;
  }
  entry.info('delivery stored');
  await reply.code(202).send({ accepted: true });
  return 202;
}
