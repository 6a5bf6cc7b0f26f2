import { createReadStream, fstatSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { LIMITS } from '../../spec/limits.ts';
import { CannotRun } from './tree.ts';
import type { Place, Tree } from './tree.ts';

/** Standard input, as other tools call it. */
const STDIN = '-';

/** What a pipe that the user named held: one text, with no files beside it. */
class PipeTree implements Tree {
  readonly #label: string;
  readonly #file: string;
  readonly #bytes: Uint8Array;
  readonly #beside: Place | undefined;

  constructor(label: string, file: string, bytes: Uint8Array, beside: Place | undefined) {
    this.#label = label;
    this.#file = file;
    this.#bytes = bytes;
    this.#beside = beside;
  }

  descriptions(): Promise<readonly string[]> {
    return Promise.resolve([this.#file]);
  }

  /** Files of the working directory may be of another version than the text: what changed in them would go unseen. */
  fetch(paths: readonly string[]): Promise<void> {
    const other = paths.find((each) => each !== this.#file);
    if (other === undefined) return Promise.resolve();
    const named = path.posix.relative(path.posix.dirname(this.#file), other);
    const reason = `${this.#label} refers to ${named}, and what comes through a pipe has no files beside it`;
    const next = 'Name the file, or a file at a git revision such as main:api.yaml: those are read with their files.';
    return Promise.reject(new CannotRun(`${reason}.`, { next }));
  }

  read(file: string): Uint8Array | undefined {
    return file === this.#file ? this.#bytes : undefined;
  }

  show(): string {
    return this.#label;
  }

  /** A pipe beside a file is another version of it; two pipes have no file in a checkout. */
  inCheckout(): string {
    const { tree, file } = this.#beside ?? {};
    return tree === undefined || file === undefined ? this.#label : tree.inCheckout(file);
  }
}

/** Whether the user names what can be read once: `-`, or what a shell puts in the place of `<(…)`. */
export async function isPipe(name: string): Promise<boolean> {
  return name === STDIN || (await stat(name).catch(() => undefined))?.isFIFO() === true;
}

/** Who reads the same pipe twice finds nothing the second time, or waits for ever. */
export function isSamePipe(name: string, other: string): boolean {
  if (name === other) return true;
  const [one, two] = [name, other].map((each) => (each === STDIN ? fstatSync(0) : statSync(each)));
  return one?.dev === two?.dev && one?.ino === two?.ino;
}

/** `beside`: what is compared with it, where that is a file. */
export async function fromPipe(name: string, beside?: Place): Promise<Place> {
  const label = name === STDIN ? '<stdin>' : name;
  const bytes = await textOf(name, label);
  if (bytes.length === 0) {
    throw new CannotRun(`${label} is empty: what writes to the pipe wrote nothing.`);
  }
  const folder = process.cwd().replaceAll(path.sep, '/');
  const file = path.posix.join(folder, label.replaceAll('/', '-'));
  return { tree: new PipeTree(label, file, bytes, beside), folder, file };
}

async function textOf(name: string, label: string): Promise<Buffer> {
  if (name === STDIN && process.stdin.isTTY) {
    const next = 'Next: git show main:api.yaml | sluice check - api.yaml';
    throw new CannotRun(`- is standard input, and nothing is piped into it.`, { next });
  }
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of name === STDIN ? process.stdin : createReadStream(name)) {
      parts.push(part as Buffer);
      size += (part as Buffer).length;
      if (size > LIMITS.bytes) break;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new CannotRun(`${label} cannot be read${code}.`);
  }
  if (size > LIMITS.bytes) {
    throw new CannotRun(`${label} has more than ${LIMITS.bytes} bytes: it is not read.`);
  }
  return Buffer.concat(parts);
}
