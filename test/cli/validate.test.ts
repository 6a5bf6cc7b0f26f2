import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateCommand } from '../../src/cli/validate.ts';
import { run, type Outcome } from './commands.ts';

const home = process.cwd();
const good = `openapi: 3.0.3\ninfo: { title: t, version: '1' }\npaths:\n  /a:\n    get: { responses: { '200': { description: ok } } }\n`;
let folder = '';

beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'sluice-validate-')));
  process.chdir(folder);
});

afterEach(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true, force: true });
});

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

const validate = (...args: string[]): Promise<Outcome> => run(validateCommand(), {}, ...args);

describe('validate', () => {
  it('prints each problem with its place', async () => {
    await write('good.yaml', good);
    await write('bad.yaml', `${good}  /a: {}\n`);
    expect(await validate('good.yaml')).toEqual({ code: 0, err: '', out: 'good.yaml: valid\n' });
    const { out, code } = await validate('good.yaml', 'bad.yaml');
    expect(code).toBe(1);
    expect(out).toContain('bad.yaml:6:3: error:');
    expect((await validate('none.yaml')).code).toBe(2);
  });

  it('reads sluice.yaml as the configuration that it is', async () => {
    await write('.github/sluice.yaml', 'apis:\n  - name: orders\n    specs: x.yaml\n');
    const { out, code } = await validate('.github/sluice.yaml');
    expect(code).toBe(1);
    expect(out).toMatch(/^\.github\/sluice\.yaml:3:5: error:/);
    await write('.github/sluice.yaml', 'apis:\n  - name: orders\n    spec: x.yaml\n');
    expect((await validate('.github/sluice.yaml')).code).toBe(0);
  });

  const pack = (good: string, more = ''): string => `rules:
  - id: has-terms
    level: error
    on: document
    assert: { present: info.termsOfService }
    message: There are no terms.
    why: Clients sign them.
${more}    examples:
      good: '${good}'
      bad: '{ openapi: 3.1.0, info: { title: a, version: "1" }, paths: {} }'
`;

  it('reads a rule pack, and says where one of its examples shows something else than it should', async () => {
    const kept = '{ openapi: 3.1.0, info: { title: a, version: "1", termsOfService: "http://a" }, paths: {} }';
    await write('.sluice/rules/terms.yaml', pack(kept));
    expect(await validate('.sluice/rules/terms.yaml')).toMatchObject({ code: 0 });
    await write('.sluice/rules/terms.yaml', pack('{ openapi: 3.1.0, info: { title: a, version: "1" }, paths: {} }'));
    expect(await validate('.sluice/rules/terms.yaml')).toMatchObject({
      code: 1,
      out: '.sluice/rules/terms.yaml:9:13: error: The good example of has-terms breaks the rule: There are no terms. [example]\n',
    });
    await write('.sluice/rules/terms.yaml', pack(kept, '    levels: error\n'));
    expect((await validate('.sluice/rules/terms.yaml')).out).toMatch(/terms\.yaml:8:5: error:/);
  });
});
