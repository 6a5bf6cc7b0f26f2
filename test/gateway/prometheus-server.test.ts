import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AnalysisConfig } from '../../src/config/sluice-config.ts';
import { openPrometheus, type Prometheus } from '../../src/gateway/prometheus.ts';
import { queriedBefore, readingsOf } from '../../src/jobs/release/queries.ts';
import { freePort } from '../../src/local/free-port.ts';
import { judge, type AnalysisVerdict, type Sample } from '../../src/release/analysis.ts';
import type { Series } from '../../src/release/queries.ts';
import { missing, serverBinary } from '../servers/server.ts';
import { never } from './harness.ts';

const program = serverBinary('prometheus');
if (program === undefined)
  process.stdout.write(`The tests on a real Prometheus are passed over: ${missing('prometheus')}.\n`);

/** Requests so far, by status, as the gateway would count them. */
const counts = { 200: 1000, 502: 0 };
let perScrape: Readonly<Record<keyof typeof counts, number>> = { 200: 20, 502: 0 };

let folder: string;
let gateway: Server;
let running: ChildProcess;
let prometheus: Prometheus;

describe.skipIf(program === undefined)('a real Prometheus', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-prometheus-'));
    gateway = createServer((_, response) => {
      for (const code of [200, 502] as const) counts[code] += perScrape[code];
      const lines = Object.entries(counts).map(([code, count]) => `requests_total{code="${code}"} ${count}\n`);
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(lines.join(''));
    }).listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    const target = `127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    const job = `{ job_name: gateway, scrape_interval: 100ms, scrape_timeout: 100ms, static_configs: [{ targets: ["${target}"] }] }`;
    await writeFile(join(folder, 'prometheus.yml'), `scrape_configs: [${job}]\n`);
    const address = `127.0.0.1:${await freePort()}`;
    running = spawn(
      program ?? '',
      [
        ...[`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`],
        ...[`--web.listen-address=${address}`, '--log.level=error'],
      ],
      { stdio: 'ignore' },
    );
    process.once('exit', () => running.kill('SIGKILL'));
    prometheus = openPrometheus(`http://${address}`, undefined);
    const isScraped = async (): Promise<void> => {
      expect(await series('rate(requests_total[1s]) > 0')).toHaveLength(1);
    };
    await vi.waitFor(isScraped, { timeout: 60_000, interval: 100 });
  });
  afterAll(async () => {
    running.kill('SIGKILL');
    if (running.exitCode === null && running.signalCode === null) await once(running, 'exit');
    gateway.close();
    gateway.closeAllConnections();
    await rm(folder, { recursive: true, force: true });
  });

  async function series(query: string): Promise<readonly Series[]> {
    const answer = await prometheus.query(query, never);
    if (!answer.ok) throw new Error(answer.message);
    return answer.series;
  }

  it.each([
    ['1 + 1', [{ labels: {}, value: 2 }]],
    ['-1e-7', [{ labels: {}, value: -1e-7 }]],
    ['0 / 0', [{ labels: {}, value: NaN }]],
    ['1 / 0', [{ labels: {}, value: Infinity }]],
    ['vector(-1) / 0', [{ labels: {}, value: -Infinity }]],
    ['vector(1)', [{ labels: {}, value: 1 }]],
    ['up{job="nobody"}', []],
    ['label_replace(vector(1), "a", "`|\\u202e", "", "")', [{ labels: { a: '`|\u202e' }, value: 1 }]],
  ])('gives for %s what it means', async (query, expected) => {
    expect(await series(query)).toEqual(expected);
  });

  it('gives one number for each series, with its labels', async () => {
    const labels = (await series('requests_total')).map((one) => one.labels);
    expect(labels).toMatchObject([{ code: '200', job: 'gateway' }, { code: '502' }]);
  });

  it.each([
    ['sum(up', /^Prometheus says: invalid parameter "query": .*parse error/],
    ['requests_total * on(job) requests_total', /^Prometheus says: found duplicate series for the match group/],
    ['"a text"', /^Prometheus gives a text/],
    ['up[1m]', /^Prometheus gives a stretch of time for this/],
    ['label_replace(vector(1), "a", "$1", "b", "(")', /^Prometheus says: .*invalid regular expression/],
  ])('refuses %s in words', async (query, message) => {
    expect(await prometheus.query(query, never)).toEqual({
      ok: false,
      message: expect.stringMatching(message) as string,
    });
  });

  it('fails a release whose errors begin with it, by what was since it alone', async () => {
    const share = 'sum(rate(requests_total{code=~"5.."}[1s])) / sum(rate(requests_total[1s]))';
    const analysis: AnalysisConfig = {
      ...{ bake: '10s', failures: 2 },
      checks: [{ prometheus: { query: share, max: 0.01 } }, { prometheus: { query: 'vector(7)', min: 5 } }],
    };
    const targets = [{ name: 'edge', prometheus }];
    const before = await queriedBefore(analysis, targets, never);
    perScrape = { 200: 10, 502: 10 };
    const samples: Sample[] = [];
    const verdicts: AnalysisVerdict[] = [];
    do {
      const at = Date.now();
      samples.push({ at, probes: [], readings: await readingsOf(analysis, targets, before ?? {}, never) });
      verdicts.push(judge({ config: analysis, apis: ['orders'], samples }));
      await sleep(50);
    } while (verdicts.at(-1)?.verdict === 'running' && verdicts.length < 200);
    expect(verdicts[0]?.measures[0]).toMatchObject({ after: 'its window reaches back before the release' });
    expect(verdicts.at(-1)).toMatchObject({
      ...{ verdict: 'failed', failing: ['orders'] },
      measures: [
        { before: '0', limit: '0.01', state: 'bad' },
        { after: '7', state: 'ok' },
      ],
    });
    const [first, last] = [samples[0]?.at ?? 0, samples.at(-1)?.at ?? 0];
    expect(last - first).toBeGreaterThanOrEqual(1000);
  });
});
