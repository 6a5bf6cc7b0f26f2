import { Agent, request } from 'undici';
import { z } from 'zod';
import { secretShapes } from '../release/concealed.ts';
import type { QueryAnswer, Series } from '../release/queries.ts';
import { reasonOf } from './system-code.ts';
import { jsonOf } from './values.ts';

/** The Prometheus of one target or of several: the operator's address, a repository's query. */
export interface Prometheus {
  /** An instant query, at the time of its own clock. A cancelled signal throws; everything else that goes wrong is a value. */
  query(promql: string, signal: AbortSignal): Promise<QueryAnswer>;
}

/** How long one answer may take, how large it may be, and how much of it is judged. */
const patienceMs = 10_000;
const maxBytes = 1024 * 1024;
const maxSeries = 100;
/** All queries of a sample are asked at once; more than this at a time would be a burden. */
const connections = 4;

const failureSchema = z.object({ status: z.literal('error'), error: z.string() });
const successSchema = z.object({
  status: z.literal('success'),
  warnings: z.array(z.string()).optional(),
  data: z.object({ resultType: z.string(), result: z.unknown() }),
});
const sample = z.tuple([z.number(), z.string().regex(/^(NaN|[+-]?Inf|[+-]?\d+(\.\d+)?(e[+-]?\d+)?)$/i)]);
const labels = z.record(z.string(), z.string());
const resultSchemas = {
  scalar: sample.transform((value): Series[] => [{ labels: {}, value: numberOf(value) }]),
  vector: z
    .array(z.object({ metric: labels, value: sample.transform(numberOf) }))
    .transform((all): Series[] => all.map(({ metric, value }) => ({ labels: metric, value }))),
};
const notNumbers = new Map([
  ['string', 'gives a text and no number for this'],
  [
    'matrix',
    'gives a stretch of time for this and not one number: put a function around it, such as rate() or max_over_time()',
  ],
]);

export function openPrometheus(address: string, token: string | undefined, timeoutMs = patienceMs): Prometheus {
  const url = `${address.replace(/\/+$/, '')}/api/v1/query`;
  const dispatcher = new Agent({ connections, connect: { timeout: timeoutMs } });
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
    'user-agent': 'sluice',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return {
    async query(promql, signal) {
      signal.throwIfAborted();
      const limit = AbortSignal.timeout(timeoutMs);
      const body = new URLSearchParams({ query: promql, timeout: `${timeoutMs}ms` }).toString();
      try {
        // Redirects are not followed: the token goes to the operator's address and nowhere else.
        const answer = await request(url, {
          method: 'POST',
          headers,
          body,
          dispatcher,
          signal: AbortSignal.any([signal, limit]),
        });
        const text = await textOf(answer.body);
        if (text === undefined) return failed(`answered more than ${maxBytes} bytes`);
        if (token !== undefined && text.includes(token))
          return failed('sent the token back, so nothing of its answer is used');
        return answerOf(answer.statusCode, text);
      } catch (error) {
        signal.throwIfAborted();
        return failed(`cannot be reached (${limit.aborted ? `no answer in ${timeoutMs / 1000} s` : reasonOf(error)})`);
      }
    },
  };
}

/** Undefined where there is too much of it: the rest is not waited for. */
async function textOf(body: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answerOf(status: number, text: string): QueryAnswer {
  const json = jsonOf(text);
  const said = failureSchema.safeParse(json);
  if (status === 401 || status === 403) return failed(`refuses the token (${status})`);
  if (said.success) return failed(`says: ${shown(said.data.error)}`);
  if (status >= 300 && status < 400) return failed(`redirects elsewhere (${status}), which is not followed`);
  if (status !== 200) return failed(`answered ${status}`);
  const answer = successSchema.safeParse(json);
  if (!answer.success) return failed('does not answer like Prometheus');
  const { data, warnings = [] } = answer.data;
  // It warns where something is not in the answer, and half of one is no ground for a verdict. Some versions put notes on the query there too.
  const warning = warnings.find((text) => !text.startsWith('PromQL info:'));
  return warning === undefined ? seriesOf(data) : failed(`warns: ${shown(warning)}`);
}

function seriesOf({ resultType, result }: z.infer<typeof successSchema>['data']): QueryAnswer {
  if (resultType !== 'scalar' && resultType !== 'vector')
    return failed(notNumbers.get(resultType) ?? 'does not answer like Prometheus');
  const read = resultSchemas[resultType].safeParse(result);
  if (!read.success) {
    const isHistogram =
      Array.isArray(result) &&
      result.some((one: unknown) => typeof one === 'object' && one !== null && 'histogram' in one);
    return failed(
      isHistogram
        ? 'gives a histogram for this and no number: put a function around it, such as histogram_quantile()'
        : 'does not answer like Prometheus',
    );
  }
  const series = read.data;
  if (series.length <= maxSeries) return { ok: true, series };
  return failed(
    `gives ${series.length} series for this, and ${maxSeries} at most are judged: put sum(), max() or topk() around it`,
  );
}

function numberOf([, text]: readonly [number, string]): number {
  return Number(text.replace(/inf$/i, 'Infinity'));
}

/** What a server says goes into reports. */
function shown(text: string): string {
  const open = secretShapes.reduce((rest, shape) => rest.replace(shape, '(hidden)'), text.slice(0, 10_000));
  return open.length > 200 ? `${open.slice(0, 200)}…` : open;
}

function failed(what: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message: `Prometheus ${what}` };
}
