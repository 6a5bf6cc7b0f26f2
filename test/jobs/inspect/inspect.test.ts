import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { FetchFile, InspectRequest } from '../../../src/jobs/inspect/inspect.ts';
import { Inspector } from '../../../src/jobs/inspect/inspector.ts';
import { closeInspectors, inspect } from '../../../src/jobs/inspect/run.ts';

afterAll(closeInspectors);

const today = '2026-11-21';
const signal = (): AbortSignal => AbortSignal.timeout(60_000);

function description(version: string, property: string): string {
  return `openapi: 3.0.3
info: { title: Orders, version: ${version} }
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: { $ref: './schemas/order.yaml#/Order' }
x-property: ${property}
`;
}

function order(property: string): string {
  return `Order:\n  type: object\n  required: [${property}]\n  properties:\n    ${property}: { type: string }\n`;
}

function filesOf(texts: Record<string, string>): { fetch: FetchFile; asked: string[] } {
  const asked: string[] = [];
  const fetch: FetchFile = (side, path) => {
    asked.push(`${side}:${path}`);
    const text = texts[`${side}:${path}`];
    return Promise.resolve(text === undefined ? null : new TextEncoder().encode(text));
  };
  return { fetch, asked };
}

const request: InspectRequest = {
  apis: [{ name: 'orders', base: 'apis/openapi.yaml', head: 'apis/openapi.yaml' }],
  packs: [],
  today,
};

const harmless = {
  'base:apis/openapi.yaml': description('1.0.0', 'a'),
  'head:apis/openapi.yaml': description('1.0.1', 'b'),
  'base:apis/schemas/order.yaml': order('total'),
  'head:apis/schemas/order.yaml': order('total'),
};

describe('inspect', () => {
  it('reads both sides, file by file as references lead to them, and tells what changed', async () => {
    const { fetch, asked } = filesOf({ ...harmless, 'head:apis/schemas/order.yaml': order('sum') });
    const result = await inspect(request, fetch, signal());
    expect(result).toMatchObject({ ok: true });
    if (!result.ok) return;
    const [api] = result.apis;
    expect(api?.problems).toEqual([]);
    expect(api?.changes.some(({ level }) => level === 'error')).toBe(true);
    expect(api?.semver).toEqual({ from: '1.0.0', to: '1.0.1', needed: 'major', enough: false });
    expect(api?.files.head).toEqual(['apis/openapi.yaml', 'apis/schemas/order.yaml']);
    expect(api?.outline).toMatchObject({
      info: { title: 'Orders' },
      paths: { '/orders': { get: { operationId: 'listOrders' } } },
    });
    expect(asked.toSorted()).toEqual(Object.keys(harmless).toSorted());
  });

  it('says nothing where nothing changed', async () => {
    const result = await inspect(request, filesOf(harmless).fetch, signal());
    expect(result.ok && result.apis[0]?.changes).toEqual([]);
  });

  it('judges a new API, and takes every operation of a removed one as removed', async () => {
    const apis = [
      { name: 'new', head: 'apis/openapi.yaml' },
      { name: 'gone', base: 'apis/openapi.yaml' },
    ];
    const rule = `rules:
  - { id: has-contact, level: warning, on: document, assert: { present: x-contact }, message: no contact, why: someone must answer }
`;
    const packs = [{ name: 'ours', text: rule }];
    const result = await inspect({ apis, packs, today }, filesOf(harmless).fetch, signal());
    if (!result.ok) throw new Error(result.message);
    const [created, gone] = result.apis;
    expect(created?.changes).toEqual([]);
    expect(created?.violations).toMatchObject([{ rule: 'ours/has-contact', isNew: true }]);
    expect(gone?.changes.map(({ operations }) => operations[0]?.path)).toContain('/orders');
    expect(gone?.outline).toBeUndefined();
  });

  it('tells why a head cannot be read, with line and column, and compares nothing with it', async () => {
    const broken = { ...harmless, 'head:apis/openapi.yaml': 'openapi: 3.0.3\npaths: [\n' };
    const result = await inspect(request, filesOf(broken).fetch, signal());
    if (!result.ok) throw new Error(result.message);
    const [api] = result.apis;
    expect(api?.problems).toHaveLength(1);
    expect(api?.problems[0]).toMatchObject({
      side: 'head',
      problem: { code: 'yaml-syntax', range: { start: { line: 3 } } },
    });
    expect(api?.changes).toEqual([]);
  });

  it('says why a file that is there is not read, also one that is referred to', async () => {
    const { fetch } = filesOf(harmless);
    for (const [file, api] of [
      ['apis/openapi.yaml', 'apis/openapi.yaml'],
      ['apis/schemas/order.yaml', 'apis/openapi.yaml'],
    ] as const) {
      const refusing: FetchFile = (side, path) =>
        side === 'head' && path === file ? Promise.resolve(`${path} is a symbolic link`) : fetch(side, path);
      const result = await inspect({ ...request, apis: [{ name: 'orders', head: api }] }, refusing, signal());
      if (!result.ok) throw new Error(result.message);
      expect(result.apis[0]?.problems).toMatchObject([
        { side: 'head', problem: { code: 'file-refused', message: `${file} is a symbolic link`, range: { file } } },
      ]);
    }
  });

  it('rejects when a file cannot be fetched, and goes on with the next request', async () => {
    const fetch: FetchFile = () => Promise.reject(new Error('GitHub is down'));
    await expect(inspect(request, fetch, signal())).rejects.toThrow('GitHub is down');
    expect(await inspect(request, filesOf(harmless).fetch, signal())).toMatchObject({ ok: true });
  });

  it('rejects with the reason when it is aborted', async () => {
    const abort = new AbortController();
    const fetch: FetchFile = () => {
      abort.abort(new Error('overtaken'));
      return Promise.resolve(null);
    };
    await expect(inspect(request, fetch, abort.signal)).rejects.toThrow('overtaken');
  });

  it('survives hostile texts: each is a problem with its place', async () => {
    const hostile: Record<string, string> = {
      bomb: bomb(),
      deep: `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      tag: 'openapi: 3.0.3\ninfo: !!js/function "x"\n',
      endless: 'openapi: &a 3.0.3\npaths: &b { x: *b }\n',
      remote: 'openapi: 3.0.3\npaths: { /a: { $ref: "http://169.254.169.254/latest" } }\n',
    };
    const apis = Object.keys(hostile).map((name) => ({ name, head: `${name}.yaml` }));
    const texts = Object.fromEntries(Object.entries(hostile).map(([name, text]) => [`head:${name}.yaml`, text]));
    const { fetch, asked } = filesOf(texts);
    const result = await inspect({ apis, packs: [], today }, fetch, signal());
    if (!result.ok) throw new Error(result.message);
    const codes = Object.fromEntries(result.apis.map(({ name, problems }) => [name, problems[0]?.problem.code]));
    expect(codes).toEqual({
      bomb: 'too-complex',
      deep: 'too-complex',
      tag: 'yaml-tag',
      endless: 'too-complex',
      remote: 'ref-remote',
    });
    expect(result.apis.every(({ problems }) => problems[0]?.problem.range !== undefined)).toBe(true);
    expect(asked).toHaveLength(apis.length);
  });
});

describe('a child', () => {
  const message = {
    type: 'inspect' as const,
    request: { apis: [{ name: 'big', head: 'big.json' }], packs: [], today },
    files: [{ side: 'head' as const, path: 'big.json', bytes: new TextEncoder().encode(wide(400_000)) }],
  };

  it('that takes too long is ended, and the next one works', async () => {
    const inspector = new Inspector({ time: 1, memory: 256 });
    expect(await inspector.ask(message)).toEqual({ type: 'ended', reason: 'time' });
    expect(inspector.isAlive).toBe(false);
    expect(await inspector.ask(message)).toEqual({ type: 'ended', reason: 'time' });
    expect(await inspect(request, filesOf(harmless).fetch, signal())).toMatchObject({ ok: true });
  });

  it('that takes too much memory is ended', async () => {
    const inspector = new Inspector({ time: 30_000, memory: 24 });
    expect(await inspector.ask(message)).toEqual({ type: 'ended', reason: 'memory' });
  });

  it('that dies says so', async () => {
    const inspector = new Inspector({ time: 30_000, memory: 256 });
    const answer = inspector.ask(message);
    process.kill(inspector.pid ?? 0, 'SIGTERM');
    expect(await answer).toEqual({ type: 'ended', reason: 'crash' });
  });

  it.runIf(process.platform === 'linux')('has none of our environment', async () => {
    process.env['SLUICE_TEST_SECRET'] = 'do-not-leak';
    const inspector = new Inspector({ time: 30_000, memory: 256 });
    const environment = await readFile(`/proc/${inspector.pid ?? 0}/environ`, 'utf8');
    expect(environment).toContain('NODE_CHANNEL_FD');
    expect(environment).not.toContain('do-not-leak');
    inspector.kill();
    delete process.env['SLUICE_TEST_SECRET'];
  });
});

it('starts over in a larger child when the files turn out to be many bytes', async () => {
  const filler = 'x'.repeat(6 * 1024 * 1024);
  const text = JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Big', version: '1', description: filler },
    paths: {},
  });
  const { fetch, asked } = filesOf({ 'head:big.json': text });
  const result = await inspect({ apis: [{ name: 'big', head: 'big.json' }], packs: [], today }, fetch, signal());
  expect(result.ok && result.apis[0]?.outline).toMatchObject({ info: { title: 'Big' } });
  expect(asked).toEqual(['head:big.json']);
});

/** Nine aliases of nine aliases, nine times. */
function bomb(): string {
  const lines = ['a0: &a0 [lol, lol]'];
  for (let level = 1; level < 12; level++) {
    const last = `*a${level - 1}`;
    lines.push(`a${level}: &a${level} [${Array<string>(9).fill(last).join(', ')}]`);
  }
  return `openapi: 3.0.3\n${lines.join('\n')}\n`;
}

function wide(schemas: number): string {
  const members = Array.from({ length: schemas }, (_, index) => `"S${index}":{"type":"object"}`);
  return `{"openapi":"3.0.3","info":{"title":"w","version":"1"},"paths":{},"components":{"schemas":{${members.join(',')}}}}`;
}
