import type { ChangedFile } from './output.ts';

/** Line number → index of the hunk that shows it, one map for each side. */
export interface DiffLines {
  readonly left: ReadonlyMap<number, number>;
  readonly right: ReadonlyMap<number, number>;
}

/** The lines that GitHub takes a comment on: those that the file's unified diff shows, context included. */
function diffLines(patch: string): DiffLines {
  const left = new Map<number, number>();
  const right = new Map<number, number>();
  let [before, after, hunk] = [0, 0, -1];
  for (const line of patch.split('\n')) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (header) {
      [before, after, hunk] = [Number(header[1]), Number(header[2]), hunk + 1];
      continue;
    }
    if (hunk < 0 || line.startsWith('\\')) continue;
    if (line.startsWith('-')) left.set(before++, hunk);
    else if (line.startsWith('+')) right.set(after++, hunk);
    else if (line.startsWith(' ')) {
      left.set(before++, hunk);
      right.set(after++, hunk);
    }
  }
  return { left, right };
}

/** All changed files of a pull request, asked by side and path. */
export class Diff {
  readonly #files: readonly ChangedFile[];
  readonly #lines = new Map<ChangedFile, DiffLines>();

  constructor(files: readonly ChangedFile[]) {
    this.#files = files.filter((file) => file.patch !== undefined);
  }

  /** The file as it is named now, whose old (`LEFT`) or new (`RIGHT`) side is at `path`. */
  file(side: 'LEFT' | 'RIGHT', path: string): ChangedFile | undefined {
    return this.#files.find((file) => (side === 'LEFT' ? (file.previousPath ?? file.path) : file.path) === path);
  }

  lines(side: 'LEFT' | 'RIGHT', file: ChangedFile): ReadonlyMap<number, number> {
    let known = this.#lines.get(file);
    if (!known) this.#lines.set(file, (known = diffLines(file.patch ?? '')));
    return side === 'LEFT' ? known.left : known.right;
  }
}
