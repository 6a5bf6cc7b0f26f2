import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Connection } from '../../src/gateway/kubernetes/connection.ts';
import { Pulls } from '../../src/gateway/git/pulls.ts';
import { withRepository } from '../../src/gateway/git/repository.ts';
import { TraefikNode } from '../../src/gateway/traefik/node.ts';
import { Prober } from '../../src/gateway/tyk/probe.ts';
import { TykNode } from '../../src/gateway/tyk/node.ts';
import { freePort } from '../../src/local/free-port.ts';
import { probe } from '../../src/jobs/release/probe.ts';
import { startExporting, type Exporting } from './exporting.ts';

const SECRET = 'hunter2';
const { signal } = new AbortController();
let exporting: Exporting;
let server: Server;
let url: string;
let folder: string;

beforeEach(async () => {
  exporting = await startExporting();
  folder = await mkdtemp(join(tmpdir(), 'sluice-requests-'));
  server = createServer((request, response) => {
    request.resume();
    const status = request.url?.includes('absent') === true ? 404 : 200;
    response.writeHead(status, { 'set-cookie': SECRET }).end(`{"message":"${SECRET}"}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await exporting.end();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

async function askEverybody(): Promise<void> {
  const tyk = new TykNode('tyk', url, SECRET);
  await tyk.remove('apis/oas', `${SECRET}-id`, signal);
  await tyk.remove('policies', `${SECRET}-id`, signal);
  await tyk.write('apis/oas', { name: SECRET }, signal);
  await tyk.reload(signal);
  await new Prober(url, signal).isServed({ host: `${SECRET}.example`, path: `/${SECRET}/` });
  const traefik = new TraefikNode('traefik', `${url.replace('//', `//user:${SECRET}@`)}/`, 'http', `user:${SECRET}`);
  await traefik.state({ owner: SECRET, marker: SECRET, resources: [] }, signal);
  await traefik.routers(signal);
  const kubeconfig = join(folder, 'config');
  await writeFile(
    kubeconfig,
    `{"apiVersion":"v1","kind":"Config","current-context":"c","clusters":[{"name":"c","cluster":{"server":"${url}","insecure-skip-tls-verify":true}}],"users":[{"name":"u","user":{"token":"${SECRET}"}}],"contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}]}`,
  );
  const cluster = new Connection({ kubeconfig });
  for (const path of [
    '/api/v1',
    `/api/v1/namespaces/${SECRET}`,
    `/api/v1/namespaces/${SECRET}/services/${SECRET}/status?continue=${SECRET}`,
    `/apis/traefik.io/v1alpha1/ingressroutes?labelSelector=${SECRET}`,
    `/apis/traefik.io/v1alpha1/namespaces/${SECRET}/ingressroutes/${SECRET}`,
  ])
    await cluster.ask({ method: 'GET', path }, signal);
  const pulls = new Pulls({ api: url, owner: SECRET, name: SECRET, secret: SECRET });
  await pulls.change(7, { title: SECRET }, signal);
  await probe(url, `/absent?token=${SECRET}`, []);
}

it('tells of each request its method, host, status and route: no name, query, header or body', async () => {
  await askEverybody();
  const spans = await exporting.end();
  expect(spans.map(({ name }) => name)).toEqual([
    'DELETE /tyk/apis/oas/{id}',
    'DELETE /tyk/policies/{id}',
    'POST /tyk/apis/oas',
    'GET /tyk/reload',
    'GET /{listenPath}',
    'GET /api/http/middlewares/{name}',
    'GET /api/http/routers',
    'GET /api/v1',
    'GET /api/v1/namespaces/{name}',
    'GET /api/v1/namespaces/{namespace}/services/{name}/status',
    'GET /apis/traefik.io/v1alpha1/ingressroutes',
    'GET /apis/traefik.io/v1alpha1/namespaces/{namespace}/ingressroutes/{name}',
    'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
    'GET /{probe}',
  ]);
  const port = Number(new URL(url).port);
  for (const { facts, kind, name } of spans) {
    expect(kind).toBe('client');
    expect(facts).toEqual({
      [ATTR_HTTP_REQUEST_METHOD]: name.split(' ')[0],
      [ATTR_SERVER_ADDRESS]: '127.0.0.1',
      [ATTR_SERVER_PORT]: port,
      [ATTR_URL_SCHEME]: 'http',
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: name.includes('probe') ? 404 : 200,
      'url.template': name.split(' ')[1],
      ...(name.includes('probe') && { [ATTR_ERROR_TYPE]: '404' }),
    });
  }
  expect(spans.at(-1)?.error).toBe('404');
  expect(exporting.collector.bytes().toString('utf8')).not.toContain(SECRET);
});

it('tells why there was no answer by a code alone', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  await new TykNode('tyk', nobody, SECRET).reload(signal);
  const remote = { url: `${nobody}/${SECRET}.git`, branch: 'main', secret: SECRET };
  await expect(withRepository(remote, signal, (repository) => repository.head())).rejects.toThrow();
  const [tyk, git] = await exporting.end();
  expect(tyk).toMatchObject({ error: 'ECONNREFUSED', facts: { [ATTR_ERROR_TYPE]: 'ECONNREFUSED' } });
  expect(tyk?.facts).not.toHaveProperty(ATTR_HTTP_RESPONSE_STATUS_CODE);
  expect(git).toMatchObject({ name: 'git ls-remote', kind: 'client', error: 'GitFailure' });
  expect(exporting.collector.bytes().toString('utf8')).not.toContain(SECRET);
});
