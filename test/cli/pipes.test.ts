import { mkdtemp, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCommand } from '../../src/cli/check.ts';
import { LIMITS } from '../../src/spec/limits.ts';
import { run, type Outcome } from './commands.ts';

const home = process.cwd();
const program = fileURLToPath(new URL('../../src/cli/sluice.ts', import.meta.url));
let folder = '';

beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'sluice-pipes-')));
  process.chdir(folder);
});

afterEach(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true, force: true });
});

const check = (...args: string[]): Promise<Outcome> => run(checkCommand(), {}, ...args);

function description(...paths: readonly string[]): string {
  const operations = paths.map((each) => `  ${each}:\n    get: { responses: { '200': { description: ok } } }\n`);
  return `openapi: 3.0.3\ninfo: { title: t, version: one }\npaths:\n${operations.join('')}`;
}

const reference = (to: string): string =>
  `${description('/a')}components: { schemas: { A: { $ref: '${to}' }, B: { type: string } } }\n`;

/** A pipe of that name, into which the command writes. */
async function pipe(name: string, command: string): Promise<void> {
  await execa('mkfifo', [name]);
  void execa('bash', ['-c', `${command} > ${name}`], { cwd: folder, reject: false });
}

/** The program by itself, on what a shell gives it. */
async function shell(script: string): Promise<Outcome> {
  const sluice = `sluice() { '${process.execPath}' --import '${import.meta.resolve('tsx')}' '${program}' "$@"; }`;
  const { stdout, stderr, exitCode = -1 } = await execa('bash', ['-c', `${sluice}; ${script}`], { reject: false });
  return { out: stdout, err: stderr, code: exitCode };
}

describe.skipIf(process.platform === 'win32')('a side that is a pipe', () => {
  beforeEach(async () => {
    await writeFile('base.yaml', description('/a', '/b'));
    await writeFile('head.yaml', description('/a'));
  });

  it('can be what a shell puts in the place of a command, or standard input', async () => {
    const gone = 'GET /b is gone and was never deprecated. [api-path-removed-without-deprecation]';
    const [substituted, both, piped, twice] = await Promise.all([
      shell('sluice check <(cat base.yaml) head.yaml'),
      shell('sluice check <(cat base.yaml) <(cat head.yaml)'),
      shell('cat base.yaml | sluice check - head.yaml'),
      shell('cat base.yaml | sluice check - /dev/stdin'),
    ]);
    expect(substituted).toMatchObject({ code: 1, err: '' });
    expect(substituted.out).toMatch(/^● \/dev\/fd\/\d+:7:5 {2}GET \/b is gone/m);
    expect(both.out).toContain(gone);
    expect(piped.out).toContain(`● <stdin>:7:5  ${gone}`);
    expect(twice).toMatchObject({ code: 2, err: expect.stringContaining('can be read once') as string });
  });

  it('whose reader stops early changes nothing of the exit code', async () => {
    const many = Array.from({ length: 500 }, (_, at) => `/${at}`);
    await writeFile('many.yaml', description('/a', ...many));
    const script = 'set -o pipefail; sluice check --format json many.yaml head.yaml | head -c 1';
    expect(await shell(script)).toEqual({ out: '{', err: '', code: 1 });
  });

  it.each([
    ['could not run', 'check nowhere.yaml head.yaml', 2],
    ['found nothing', 'check --err-ignore base.yaml head.yaml head.yaml', 0],
  ])(
    'whose reasons nobody hears changes nothing of the exit code: it %s',
    async (_, args, code) => {
      const script = `set -o pipefail; sluice ${args} 2>&1 >/dev/null | true`;
      expect(await shell(script)).toEqual({ out: '', err: '', code });
    },
    30_000,
  );

  it('whose reader stops before the last of several files hears of an error all the same', async () => {
    const broken = Array.from({ length: 3000 }, (_, at) => `  /${at}: { $ref: 'none.yaml' }`).join('\n');
    await writeFile('broken.yaml', `openapi: 3.0.3\ninfo: { title: t, version: '1' }\npaths:\n${broken}\n`);
    const script = 'set -o pipefail; sluice validate broken.yaml broken.yaml head.yaml | head -c 1';
    expect(await shell(script)).toMatchObject({ err: '', code: 1 });
  });

  it('is told by its own name to a person, and by that of the file beside it where a checkout is meant', async () => {
    await pipe('old', 'cat base.yaml');
    expect((await check('old', 'head.yaml')).out).toContain('● old:7:5  GET /b is gone');
    void execa('bash', ['-c', 'cat base.yaml > old']);
    const { out } = await check('--format', 'sarif', 'old', 'head.yaml');
    expect([...out.matchAll(/"uri": "(.*)"/g)].map(([, uri]) => uri)).toEqual(['head.yaml']);
    await pipe('new', 'cat base.yaml');
    expect((await check('--format', 'github', 'head.yaml', 'new')).out).toContain('::notice file=head.yaml,line=7,');
  });

  it.each([
    ['beside it', 'shared/a.yaml'],
    ['above it', '../shared/a.yaml'],
  ])('has no files %s: those that are there may be of another version', async (_, to) => {
    await mkdir('shared');
    await writeFile('shared/a.yaml', 'type: string\n');
    await writeFile('api.yaml', reference(to));
    await pipe('old', 'cat api.yaml');
    const { err, code } = await check('old', 'head.yaml');
    expect(code).toBe(2);
    expect(err).toContain(`old refers to ${to}, and what comes through a pipe has no files beside it.`);
    expect(err).toContain('Nothing was compared.');
  });

  it('follows references within itself', async () => {
    await writeFile('api.yaml', reference('#/components/schemas/B'));
    await pipe('old', 'cat api.yaml');
    expect(await check('old', 'api.yaml')).toEqual({ code: 0, err: '', out: 'No changes.\n' });
  });

  it('is read as far as a file is', async () => {
    await pipe('endless', `yes '# nothing'`);
    const { err, code } = await check('endless', 'head.yaml');
    expect({ err, code }).toEqual({
      err: `endless has more than ${LIMITS.bytes} bytes: it is not read.\nNothing was compared.\n`,
      code: 2,
    });
  });

  it('is not waited for where the other side is not there, or is many', async () => {
    await execa('mkfifo', ['silent']);
    await mkdir('many');
    for (const other of ['nowhere.yaml', 'many', 'silent']) {
      expect(await check('silent', other)).toMatchObject({ code: 2, out: '' });
      expect(await check(other, 'silent')).toMatchObject({ code: 2, out: '' });
    }
  });

  it('that nothing came through says so', async () => {
    await pipe('empty', 'true');
    expect(await check('empty', 'head.yaml')).toEqual({
      out: '',
      err: 'empty is empty: what writes to the pipe wrote nothing.\nNothing was compared.\n',
      code: 2,
    });
  });
});
