import { chmod, mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkCommand } from '../../src/cli/check.ts';
import { pairUp } from '../../src/cli/check/pair.ts';
import type { Report } from '../../src/cli/check/report.ts';
import { validateCommand } from '../../src/cli/validate.ts';

const home = process.cwd();
let folder = '';

beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'sluice-check-')));
  process.chdir(folder);
});

afterEach(async () => {
  process.chdir(home);
  process.exitCode = 0;
  await rm(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

async function run(command: ReturnType<typeof checkCommand>, ...args: string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  process.exitCode = 0;
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  try {
    await command.parseAsync(args, { from: 'user' });
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
  return { out, err, code: exitCode() };
}

const check = (...args: string[]): Promise<Outcome> => run(checkCommand(), ...args);
const validate = (...args: string[]): Promise<Outcome> => run(validateCommand(), ...args);

function exitCode(): number {
  return process.exitCode === undefined ? 0 : Number(process.exitCode);
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

function description(paths: readonly string[], rest = ''): string {
  const operations = paths.map((each) => `  ${each}:\n    get: { responses: { '200': { description: ok } } }\n`);
  return `openapi: 3.0.3\ninfo: { title: t, version: '1' }\npaths:\n${operations.join('')}${rest}`;
}

async function git(...args: string[]): Promise<void> {
  const identity = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
  };
  await execa('git', args, { cwd: folder, env: identity });
}

describe('check', () => {
  it('prints changes in the form that other programs read, and ends with 1 where one breaks', async () => {
    await write('base.yaml', description(['/a', '/b']));
    await write('head.yaml', description(['/a', '/c']));
    const { out, code } = await check('--format', 'json', 'base.yaml', 'head.yaml');
    const report = JSON.parse(out) as Report;
    expect(code).toBe(1);
    expect(report.summary).toEqual({ error: 1, warning: 0, info: 1 });
    expect(report.changes[0]).toEqual({
      api: null,
      id: 'api-path-removed-without-deprecation',
      level: 'error',
      operations: [{ method: 'GET', path: '/b' }],
      property: null,
      args: ['GET', '/b', null],
      cause: '#/paths/~1b/get',
      message: expect.any(String) as string,
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      base: { file: 'base.yaml', line: 7, column: 5 },
      head: null,
      count: 1,
      witness: null,
      unproved: false,
      convention: null,
    });
  });

  it('ends with 0 where nothing breaks', async () => {
    await write('base.yaml', description(['/a']));
    await write('head.yaml', description(['/a', '/c']));
    expect(await check('base.yaml', 'head.yaml')).toMatchObject({ code: 0, err: '' });
    expect(await check('base.yaml', 'base.yaml')).toEqual({ code: 0, err: '', out: 'No changes.\n' });
    const { out } = await check('--format', 'markdown', 'base.yaml', 'head.yaml');
    expect(out).toContain('| ○ | `head.yaml:7:5` | `GET /c` is new. |');
  });

  it('says which version the changes ask for, at the levels that were chosen', async () => {
    const versioned = (paths: string[]): string => description(paths).replace("version: '1'", "version: '1.2.0'");
    await write('base.yaml', versioned(['/a', '/b']));
    await write('head.yaml', versioned(['/a']));
    const verdict = { from: '1.2.0', to: '1.2.0', needed: 'major', enough: false };
    const { out } = await check('--format', 'json', 'base.yaml', 'head.yaml');
    expect((JSON.parse(out) as Report).versions).toMatchObject([verdict]);
    const told = (await check('base.yaml', 'head.yaml')).out;
    expect(told).toContain('○ head.yaml:2:19  Something breaks, and the version is still 1.2.0.');
    expect(told).not.toContain('info.version');
    expect((await check('head.yaml', 'base.yaml')).out).toContain(
      'info.version is still 1.2.0, and these changes ask for a new minor version.\n',
    );
    await write('levels.txt', 'api-path-removed-without-deprecation info\n');
    const { out: chosen } = await check('--severity-levels', 'levels.txt', 'base.yaml', 'head.yaml');
    expect(chosen).toContain('a new patch version');
    expect(chosen).not.toContain('Something breaks');
  });

  it('asks for a sunset date in the days that are given', async () => {
    const deprecated = (sunset: string): string =>
      description(['/a']).replace('get: {', `get: { deprecated: true, x-sunset: '${sunset}',`);
    await write('base.yaml', description(['/a']));
    await write('head.yaml', deprecated('2027-01-31'));
    const ids = async (...flags: string[]): Promise<string[]> => {
      const { out } = await check('--format', 'json', '--today', '2027-01-01', ...flags, 'base.yaml', 'head.yaml');
      return (JSON.parse(out) as Report).changes.map(({ id }) => id);
    };
    expect(await ids()).toContain('endpoint-deprecated-with-sunset');
    expect(await ids('--deprecation-days-stable', '30')).toContain('endpoint-deprecated-with-sunset');
    expect(await ids('--deprecation-days-stable', '31')).toContain('api-sunset-date-too-small');
    expect(await ids('--deprecation-days-beta', '31')).toContain('endpoint-deprecated-with-sunset');
  });

  it.each([
    ['that cannot be parsed', 'openapi: 3.0.3\npaths: [\n', 'head.yaml:3:1: error:'],
    [
      'with a reference to nothing',
      description(['/a'], `components: { schemas: { A: { $ref: 'b.yaml' } } }\n`),
      'head.yaml:6:31: error:',
    ],
    [
      'with a reference to the network',
      description([], `  /x: { $ref: 'https://a.example/b' }\n`),
      'head.yaml:4:9: error:',
    ],
  ])('ends with 2 for a file %s, and says where', async (_, text, message) => {
    await write('base.yaml', description(['/a', '/b']));
    await write('head.yaml', text);
    const { out, err, code } = await check('--format', 'json', 'base.yaml', 'head.yaml');
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(err).toContain(message);
    expect((await check('head.yaml', 'head.yaml')).code).toBe(2);
  });

  it('ends with 2 for what is not there', async () => {
    await write('base.yaml', description(['/a']));
    await write('empty/readme.md', 'nothing');
    expect(await check('base.yaml', 'head.yaml')).toMatchObject({ code: 2, out: '' });
    expect(await check('nowhere', 'nothing')).toMatchObject({ code: 2, out: '' });
    expect(await check('base.yaml', 'empty')).toMatchObject({ code: 2, out: '' });
    expect(await check('empty', 'empty')).toMatchObject({ code: 2, out: '' });
  });

  it.each([
    ['as most do', Buffer.from('GET /b api-path-removed-without-deprecation\r\n')],
    ['with a mark', Buffer.from('\ufeffGET /b api-path-removed-without-deprecation')],
    ['in UTF-16, as PowerShell does', Buffer.from('\ufeffGET /b api-path-removed-without-deprecation\r\n', 'utf16le')],
  ])('leaves out what a file accepts, written %s', async (_, accepted) => {
    await write('base.yaml', description(['/a', '/b']));
    await write('head.yaml', description(['/a']));
    await writeFile('accepted.txt', accepted);
    const { out, err, code } = await check('--err-ignore', 'accepted.txt', 'base.yaml', 'head.yaml');
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).not.toContain('/b');
  });

  it('pairs the descriptions of two folders by their path', async () => {
    await write('old/x/a.yaml', description(['/a', '/b']));
    await write('old/gone.json', '{"openapi":"3.0.0","paths":{"/gone":{"get":{}}}}');
    await write('old/values.yaml', 'not: a description\n');
    await write('new/x/a.yaml', description(['/a']));
    await write('new/node_modules/b.yaml', description(['/ignored']));
    const { out, code } = await check('--format', 'json', 'old', 'new');
    const places = (JSON.parse(out) as Report).changes.map(({ api, base }) => [api, base?.file]);
    expect(code).toBe(1);
    expect(places.toSorted()).toEqual([
      ['gone.json', 'old/gone.json'],
      ['x/a.yaml', 'old/x/a.yaml'],
    ]);
  });

  it('tells the worst of all descriptions first', async () => {
    await write('old/a.yaml', description(['/a']));
    await write('new/a.yaml', description(['/a', '/fresh']));
    await write('old/b.yaml', description(['/b', '/gone']));
    await write('new/b.yaml', description(['/b']));
    const { out } = await check('old', 'new');
    expect(out.split('\n').map((line) => line.slice(0, 16))).toEqual([
      '1 breaking chang',
      '● old/b.yaml:7:5',
      '○ new/a.yaml:7:5',
      'info.version of ',
      'info.version of ',
      'Next: mend what ',
      '',
    ]);
  });

  it('says of which of several APIs a second opinion is', async () => {
    await write('old/a.yaml', description(['/a', '/b']));
    await write('new/a.yaml', description(['/a']));
    expect((await check('--compare-with', 'openapi-diff', 'old', 'new')).err).toBe(
      'a.yaml: openapi-diff agrees: 1 operation is broken for both.\n',
    );
  });

  it('takes a description with the same title elsewhere for the one that was moved', async () => {
    const titled = (title: string, path: string): string =>
      JSON.stringify({
        openapi: '3.0.3',
        info: { title, version: '1' },
        paths: { [path]: { get: { responses: {} } } },
      });
    await write('old/a.json', titled('A', '/a'));
    await write('old/twice/b.json', titled('B', '/b'));
    await write('old/twice/c.json', titled('B', '/c'));
    await write('new/deep/api.json', titled('A', '/a'));
    await write('new/b.json', titled('B', '/b'));
    const { out } = await check('--format', 'json', 'old', 'new');
    const told = (JSON.parse(out) as Report).changes.map(({ id, operations }) => `${id} ${operations[0]?.path ?? ''}`);
    expect(told.toSorted()).toEqual([
      'api-path-removed-without-deprecation /b',
      'api-path-removed-without-deprecation /c',
      'endpoint-added /b',
    ]);
    // What was read for its title is not read again.
    const { pairs } = await pairUp('old', 'new');
    expect(pairs.map(({ name, base, head }) => [name, base?.loaded?.ok, head?.loaded?.ok])).toEqual([
      ['b.json', undefined, true],
      ['deep/api.json', true, true],
      ['twice/b.json', true, undefined],
      ['twice/c.json', true, undefined],
    ]);
  });

  it('reads git revisions without a work tree, references in other files too', async () => {
    await git('init', '-q', '-b', 'main');
    const reference = `components: { schemas: { A: { $ref: '../shared/a.yaml' } } }\n`;
    const operation = `  /x:\n    get: { responses: { '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } } } }\n`;
    await write('apis/a.yaml', description(['/a', '/b'], operation + reference));
    await write('apis/same.yaml', description(['/same']));
    await write('shared/a.yaml', 'type: object\nrequired: [id]\nproperties: { id: { type: string } }\n');
    await git('add', '-A');
    await git('commit', '-q', '-m', 'one');
    await write('shared/a.yaml', 'type: object\nproperties: { id: { type: integer } }\n');
    await git('add', '-A');
    await git('commit', '-q', '-m', 'two');
    const { out, code } = await check('--format', 'json', 'HEAD~1', 'HEAD');
    const report = JSON.parse(out) as Report;
    expect(code).toBe(1);
    expect(report.changes.map(({ head }) => head?.file)).toContain('HEAD:shared/a.yaml');
    await git('rm', '-q', 'apis/same.yaml');
    const worktree = await check('--format', 'json', 'HEAD', 'apis');
    expect((JSON.parse(worktree.out) as Report).changes.map(({ operations }) => operations[0]?.path)).toEqual([
      '/same',
    ]);
    const one = await check('HEAD~1', 'apis/a.yaml');
    expect(one).toMatchObject({ code: 1, err: '' });
    expect((await check('HEAD~1', '--upload-pack=x').catch((error: unknown) => error)) as Error).toBeInstanceOf(Error);
  });

  it('reads a file or folder of a revision by the name that git has for it', async () => {
    await git('init', '-q', '-b', 'main');
    await write(
      'apis/a.yaml',
      description(['/a', '/b'], `components: { schemas: { A: { $ref: 'shared/a.yaml' } } }\n`),
    );
    await write('apis/shared/a.yaml', 'type: string\n');
    await git('add', '-A');
    await git('commit', '-q', '-m', 'one');
    await write('apis/a.yaml', description(['/a']));
    await git('commit', '-q', '-a', '-m', 'two');
    const gone = '● HEAD~1:apis/a.yaml:7:5  GET /b is gone';
    expect((await check('HEAD~1:apis/a.yaml', 'apis/a.yaml')).out).toContain(gone);
    expect((await check('HEAD~1:apis/', 'apis')).out).toContain(gone);
    expect((await check('HEAD~1:apis/a.yaml', 'HEAD')).out).toContain(gone);
    expect((await check('HEAD~1:', 'HEAD')).out).toContain(gone);
    process.chdir('apis');
    expect((await check('HEAD~1:./a.yaml', 'a.yaml')).out).toContain(gone);
    expect(await check('HEAD:none.yaml', 'a.yaml')).toEqual({
      code: 2,
      out: '',
      err: 'HEAD has no file and no folder none.yaml.\nNothing was compared.\n',
    });
  });

  it.each([
    ['a revision', 'origin/main', 'fetch the other first, as by git fetch origin main'],
    ['a file of a revision', 'origin/main:api.yaml', 'fetch the other first, as by git fetch origin main'],
    ['an address', 'https://a.example/api.yaml', 'Next: curl -fsS https://a.example/api.yaml | sluice check - FILE'],
  ])('says how to get %s that is not here', async (_, name, next) => {
    await write('base.yaml', description(['/a']));
    const { code, err } = await check(name, 'base.yaml');
    expect(code).toBe(2);
    expect(err).toContain('Nothing was compared.');
    expect(err).toContain(next);
  });

  it('says of a file that a revision does not have that it is new or was moved', async () => {
    await git('init', '-q', '-b', 'main');
    await write('old.yaml', description(['/a']));
    await git('add', '-A');
    await git('commit', '-q', '-m', 'one');
    await write('new.yaml', description([]));
    const { err, code } = await check('HEAD', 'new.yaml');
    expect(code).toBe(2);
    expect(err).toContain('HEAD has no file new.yaml: it is new, or was moved.\nNothing was compared. Name what');
    expect((await check('HEAD:old.yaml', 'new.yaml')).out).toContain('● HEAD:old.yaml:5:5  GET /a is gone');
  });

  it('lets no name of a file be a command to GitHub’s runner', async () => {
    await write('old/a.yaml', description(['/a']));
    await write('new/::stop-commands::x.yaml', 'openapi: 3.0.3\npaths: [\n');
    process.chdir('new');
    const { err } = await check('../old', '.');
    expect(err).toContain('./::stop-commands::x.yaml:3:1: error:');
    expect(err).not.toMatch(/^\s*::/m);
  });

  it.each(['2026-02-31', '2026-13-01', 'today'])('takes no %s for a day', async (day) => {
    const command = checkCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    await expect(run(command, '--today', day, 'a.yaml', 'b.yaml')).rejects.toThrow('Expected a date');
  });

  it.each([
    ['a name that is too long', `${'a'.repeat(300)}.yaml`],
    ['a folder', 'folder'],
    ['a pipe, which nobody writes to', 'pipe'],
  ])('says that no file is there: %s', async (_, name) => {
    await mkdir('folder');
    await execa('mkfifo', ['pipe']);
    await write('api.yaml', description(['/a'], `components: { schemas: { A: { $ref: '${name}' } } }\n`));
    const { err, code } = await check('api.yaml', 'api.yaml');
    expect(code).toBe(2);
    expect(err).toMatch(/which does not exist \[ref-unresolved\]/);
  });

  it('says that a file is too large to be read, and looks for no description in it', async () => {
    await write('apis/a.yaml', description(['/a']));
    await write('apis/huge.yaml', '');
    await truncate('apis/huge.yaml', 3 * 2 ** 30);
    const named = await check('apis/huge.yaml', 'apis/a.yaml');
    expect(named.code).toBe(2);
    expect(named.err).toBe('apis/huge.yaml is too large to be read.\nNothing was compared.\n');
    expect(await check('apis', 'apis')).toMatchObject({ code: 0, err: '' });
    const err = 'apis/huge.yaml is too large to be read.\n';
    expect(await validate('apis/huge.yaml')).toEqual({ code: 2, err, out: '' });
  });

  it.skipIf(process.getuid?.() === 0)('says of what may not be read that it may not', async () => {
    await write('apis/a.yaml', description(['/a']));
    await chmod('apis/a.yaml', 0);
    expect(await check('apis', 'apis')).toMatchObject({
      code: 2,
      err: 'apis/a.yaml may not be read.\nNothing was compared.\n',
    });
    for (const mode of [0, 0o644]) {
      await chmod('apis', mode);
      const { err, code } = await check('apis/a.yaml', 'apis/a.yaml');
      expect({ err, code }).toEqual({ err: 'apis/a.yaml may not be read.\nNothing was compared.\n', code: 2 });
      expect((await check('apis', 'apis')).err).toMatch(/^apis(?:\/a\.yaml)? may not be read\.\n/);
    }
    await chmod('apis', 0o755);
  });

  it('names to GitHub and in SARIF the files of a checkout, not of a revision', async () => {
    await git('init', '-q', '-b', 'main');
    for (const paths of [['/a', '/b'], ['/a']]) {
      await write('apis/a.yaml', description(paths));
      await git('add', '-A');
      await git('commit', '-q', '-m', 'a release');
    }
    const { out } = await check('--format', 'sarif', 'HEAD~1', 'HEAD');
    expect([...out.matchAll(/"uri": "(.*)"/g)].map(([, uri]) => uri)).toEqual(['apis/a.yaml']);
    await write('apis/a.yaml', description(['/a', '/c']));
    await git('commit', '-q', '-a', '-m', 'another');
    expect((await check('--format', 'github', 'HEAD~1', 'HEAD')).out).toContain('::notice file=apis/a.yaml,line=');
    process.chdir('apis');
    expect((await check('--format', 'github', 'HEAD~1', 'a.yaml')).out).toContain('::notice file=apis/a.yaml,line=');
    expect((await check('HEAD~1', 'a.yaml')).out).toContain('○ a.yaml:');
  });

  it('follows no symbolic link out of the folder', async () => {
    await write('in/api.yaml', description(['/a'], `components: { schemas: { A: { $ref: 'link.yaml' } } }\n`));
    await write('out/secret.yaml', 'type: string\n');
    await symlink('../out/secret.yaml', 'in/link.yaml');
    process.chdir('in');
    const { err, code } = await check('api.yaml', 'api.yaml');
    expect(code).toBe(2);
    expect(err).toContain('ref-unresolved');
  });
});
