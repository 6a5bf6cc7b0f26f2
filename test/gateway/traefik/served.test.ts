import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newDocument, writeDocument } from '../../../src/gateway/traefik/document.ts';
import { openTraefik, servedTargets } from '../../../src/gateway/traefik/open.ts';
import type { Target } from '../../../src/gateway/target.ts';
import { startBench } from '../../web/harness.ts';
import { api, never, rendered } from '../harness.ts';

const token = 'a-token-that-traefik-sends';
const scope = { owner: 'acme/apis@staging' };
let folder: string;
let target: Target;
let close: () => Promise<void>;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-served-'));
  const config = {
    kind: 'traefik' as const,
    provider: 'http' as const,
    directory: join(folder, 'served'),
    api: ['http://127.0.0.1:9'],
    url: 'http://127.0.0.1:9',
    secret: { env: 'TOKEN' },
    repositories: ['acme/*'],
  };
  target = openTraefik('edge', config, () => token);
  const { web } = await startBench({ served: servedTargets({ targets: { edge: config } }, { TOKEN: token }) });
  [close, url] = [() => web.close(), web.url];
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true });
});

const ask = (name = 'edge', sent = token): Promise<Response> =>
  fetch(`${url}/traefik/${name}`, { headers: sent === '' ? {} : { authorization: `Bearer ${sent}` } });
const resources = () => rendered(target, scope, [api('orders', { upstream: 'http://orders.internal' })]).resources;

describe('the configuration that Traefiks ask for', () => {
  it.each([
    ['nobody without a token', 'edge', ''],
    ['nobody with another token', 'edge', 'another'],
    ['nobody for a target that is not there', 'constructor', token],
  ])('is for %s', async (_, name, sent) => {
    await target.kept?.declareWhole();
    expect((await ask(name, sent)).status).toBe(401);
  });

  it('is none until it is whole, and never an empty one', async () => {
    const before = await ask();
    expect([before.status, before.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await target.read(scope, never)).toMatchObject({
      ok: false,
      reason: 'unreachable',
      message: expect.stringContaining('being filled from the record') as string,
    });
    await target.kept?.restore(scope, resources());
    expect((await ask()).status).toBe(503);
    await target.kept?.declareWhole();
    const after = await ask();
    expect(after.status).toBe(200);
    const { http } = (await after.json()) as { http: { routers: object; middlewares: object } };
    expect(Object.keys(http.routers)).toEqual([expect.stringMatching(/^acme-apis-staging-[0-9a-f]{8}:orders$/)]);
  });

  it('says that there is nothing where there is nothing, in a form that Traefik takes', async () => {
    await target.kept?.declareWhole();
    expect(Object.keys(((await (await ask()).json()) as { http: object }).http)).toEqual(['middlewares']);
  });

  it('has a version that stays while the content does', async () => {
    await target.kept?.declareWhole();
    const version = async () => (await ask()).headers.get('etag');
    const first = await version();
    expect(await version()).toBe(first);
    await target.kept?.restore(scope, resources());
    expect(await version()).not.toBe(first);
  });

  it('is none where one owner’s part cannot be read: half of it would take the other half away', async () => {
    await target.kept?.declareWhole();
    await target.kept?.restore(scope, resources());
    const [file = ''] = (await readdir(join(folder, 'served'))).filter((name) => name.endsWith('.yml'));
    await writeFile(join(folder, 'served', file), '# sluice {\n');
    const answer = await ask();
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('cannot be read any more')]);
    const unreadable = writeDocument(newDocument(scope.owner, resources())).replaceAll('"rule"', '"regel"');
    await writeFile(join(folder, 'served', file), unreadable);
    expect(await (await ask()).text()).toContain('regel is no field that Traefik knows');
  });

  it('keeps what an owner has when it is filled again', async () => {
    await target.kept?.restore(scope, resources());
    await target.kept?.restore(scope, []);
    await target.kept?.declareWhole();
    const { http } = (await (await ask()).json()) as { http: { routers: object } };
    expect(Object.keys(http.routers)).toHaveLength(1);
  });
});
