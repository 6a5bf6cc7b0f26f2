import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';

/** Two releases of one API, as files that a tool reads. */
export interface Input {
  readonly name: string;
  readonly form: 'JSON' | 'YAML';
  readonly base: string;
  readonly head: string;
}

const names = ['gh-api', 'gh-ghes', 'stripe', 'twilio'];
const MAX_BYTES = 64 * 1024 * 1024;

/** The large pairs of `corpora`, unpacked into `folder`, and the same as YAML. */
export function largePairs(corpora: string, folder: string): Input[] {
  const inputs = names.map((name): Input => {
    const [base = '', head = ''] = ['base', 'revision'].map((side) => {
      const file = join(folder, `${name}-${side}.json`);
      writeFileSync(file, textOf(corpora, name, side));
      return file;
    });
    return { name, form: 'JSON', base, head };
  });
  return [...inputs, ...inputs.map(asYaml)];
}

/** A description of 13 MB, and the same with one line changed. */
export function oneLine(corpora: string, folder: string): Input {
  const text = textOf(corpora, 'gh-api', 'revision').toString('utf8');
  const [base, head] = [join(folder, 'one-line-base.json'), join(folder, 'one-line-head.json')];
  const changed = text.replace('"maximum": 100', '"maximum": 99');
  if (changed === text) throw new Error('there is no line to change');
  writeFileSync(base, text);
  writeFileSync(head, changed);
  return { name: 'one line of 13 MB', form: 'JSON', base, head };
}

function textOf(corpora: string, name: string, side: string): Buffer {
  return execFileSync('xz', ['-dc', join(corpora, 'big', `${name}-${side}.json.xz`)], { maxBuffer: MAX_BYTES });
}

function asYaml(input: Input): Input {
  const [base = '', head = ''] = (['base', 'head'] as const).map((side) => {
    const file = input[side].replace(/json$/, 'yaml');
    writeFileSync(file, dump(JSON.parse(readFileSync(input[side], 'utf8')), { noRefs: true, lineWidth: -1 }));
    return file;
  });
  return { name: input.name, form: 'YAML', base, head };
}
