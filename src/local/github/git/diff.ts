import { gitAnswer } from './run.ts';

export interface ChangedFile {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  /** Of the new blob; of the old one where the file was removed. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** From the first `@@` on; null for binary, unchanged and too long ones. */
  readonly patch: string | null;
}

/** GitHub leaves patches out past about this many lines of one comparison. */
const MAX_PATCH_LINES = 20_000;
const MAX_PATCH_BYTES = 1_000_000;

const STATUS = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
} as const;

/** What differs between two trees or commits, with patches as GitHub gives them. */
export async function diffFiles(dir: string, from: string, to: string): Promise<ChangedFile[]> {
  const common = ['diff-tree', '-r', '-M', '--no-commit-id', '--full-index'];
  const [raw, patch] = await Promise.all([
    gitAnswer(dir, [...common, '--raw', '-z', from, to]),
    gitAnswer(dir, [...common, '--patch', '--no-color', '--no-ext-diff', '--no-textconv', from, to]),
  ]);
  const sections = patch.bytes.toString('utf8').split(/^(?=diff --git )/m);
  if (sections[0] === '') sections.shift();
  let at = 0;
  let lines = 0;
  return rawChanges(raw.bytes.toString('utf8')).map((change) => {
    const count = change.status === 'changed' ? 2 : 1;
    const text = sections
      .slice(at, (at += count))
      .map(hunksOf)
      .join('');
    const counts = countLines(text);
    lines += counts.additions + counts.deletions;
    const tooLong = lines > MAX_PATCH_LINES || text.length > MAX_PATCH_BYTES;
    return { ...change, ...counts, patch: text === '' || tooLong ? null : text.replace(/\n$/, '') };
  });
}

/** The plain diff, for the `diff` media type. */
export async function diffText(dir: string, from: string, to: string): Promise<string> {
  return (await gitAnswer(dir, ['diff', '--no-color', '--no-ext-diff', '-M', from, to])).bytes.toString('utf8');
}

type RawChange = Pick<ChangedFile, 'path' | 'previousPath' | 'status' | 'sha'>;

function rawChanges(text: string): RawChange[] {
  const fields = text.split('\0');
  const changes: RawChange[] = [];
  for (let i = 0; i < fields.length - 1; i += 1) {
    const [, , before = '', after = '', letter = ''] = (fields[i] ?? '').split(' ');
    const status = STATUS[letter.charAt(0) as keyof typeof STATUS];
    const first = fields[++i] ?? '';
    const moved = status === 'renamed' || status === 'copied';
    const path = moved ? (fields[++i] ?? '') : first;
    changes.push({ path, previousPath: moved ? first : null, status, sha: status === 'removed' ? before : after });
  }
  return changes;
}

function hunksOf(section: string): string {
  const at = section.search(/^@@ /m);
  return at < 0 ? '' : section.slice(at);
}

function countLines(patch: string): { additions: number; deletions: number } {
  let additions = 0;
  let deletions = 0;
  for (const line of patch.split('\n')) {
    if (line.startsWith('+')) additions += 1;
    else if (line.startsWith('-')) deletions += 1;
  }
  return { additions, deletions };
}

/** A line that a review comment can be put on: its number on that side, and its place in the patch (first `@@` is 0). */
export interface DiffLine {
  readonly side: 'LEFT' | 'RIGHT';
  readonly line: number;
  readonly position: number;
  readonly hunk: number;
}

/** All lines of a patch that take a comment; a context line does on both sides. */
export function commentableLines(patch: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let [left, right, hunk] = [0, 0, -1];
  patch.split('\n').forEach((text, position) => {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text);
    if (header) {
      [left, right, hunk] = [Number(header[1]), Number(header[2]), hunk + 1];
      return;
    }
    if (text.startsWith('\\')) return;
    if (!text.startsWith('+')) lines.push({ side: 'LEFT', line: left++, position, hunk });
    if (!text.startsWith('-')) lines.push({ side: 'RIGHT', line: right++, position, hunk });
  });
  return lines;
}

/** The hunk's header and all lines down to the position: what GitHub shows above a comment. */
export function diffHunkTo(patch: string, position: number): string {
  const lines = patch.split('\n').slice(0, position + 1);
  const header = lines.findLastIndex((line) => /^@@ -\d/.test(line));
  return lines.slice(Math.max(0, header)).join('\n');
}
