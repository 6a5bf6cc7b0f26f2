import { onDisk } from './disk.ts';
import { asObject, own } from '../../spec/json.ts';
import { CannotRun, loadFrom } from './tree.ts';
import type { Place, Tree } from './tree.ts';

/** One API on both sides; absent where it is not. */
export interface Pair {
  readonly name: string;
  readonly base?: string;
  readonly head?: string;
}

export interface Sides {
  readonly base: Tree;
  readonly head: Tree;
  readonly pairs: readonly Pair[];
  /** The user named two files: they are read even where they are the same. */
  readonly isNamed: boolean;
}

function missing(name: string): CannotRun {
  return new CannotRun(`${name} is no file, no folder and no git revision here. Nothing was compared.`);
}

/** What runs git is loaded only where a revision is named: that takes longer than to start. */
async function atRevision(name: string, folder?: string): Promise<Place | undefined> {
  const git = await import('./git.ts');
  return git.atRevision(name, folder);
}

/** A revision beside a file or a folder stands for the same file or folder at that commit. */
async function revisionBeside(name: string, other: Place): Promise<Place> {
  const place = await atRevision(name, other.folder);
  if (place === undefined) throw missing(name);
  return other.file === undefined ? place : { ...place, file: other.file };
}

async function places(baseName: string, headName: string): Promise<[Place, Place]> {
  const [base, head] = await Promise.all([onDisk(baseName), onDisk(headName)]);
  if (base !== undefined && head !== undefined) return [base, head];
  if (base !== undefined) return [base, await revisionBeside(headName, base)];
  if (head !== undefined) return [await revisionBeside(baseName, head), head];
  const [before, after] = await Promise.all([atRevision(baseName), atRevision(headName)]);
  if (before === undefined) throw missing(baseName);
  if (after === undefined) throw missing(headName);
  return [before, after];
}

async function filesIn(place: Place): Promise<Map<string, string>> {
  const prefix = place.folder === '' ? 0 : place.folder.length + 1;
  return new Map((await place.tree.descriptions()).map((path) => [path.slice(prefix), path]));
}

type Trees = Pick<Sides, 'base' | 'head'>;

/** Puts a file that is gone and one that is new together where both have a title that no other such file has: it was moved. */
async function withMoved(pairs: readonly Pair[], { base, head }: Trees): Promise<Pair[]> {
  const gone = pairs.filter((pair) => pair.head === undefined);
  const fresh = pairs.filter((pair) => pair.base === undefined);
  if (gone.length === 0 || fresh.length === 0) return [...pairs];
  const [old, now] = await Promise.all([byTitle(gone, base, 'base'), byTitle(fresh, head, 'head')]);
  const moved = new Map(
    [...now].flatMap(([title, pair]): [Pair, Pair][] => {
      const before = old.get(title);
      return before === undefined ? [] : [[pair, before]];
    }),
  );
  const joined = new Set(moved.values());
  return pairs.filter((pair) => !joined.has(pair)).map((pair) => ({ ...moved.get(pair), ...pair }));
}

/** Those whose title is their own. */
async function byTitle(pairs: readonly Pair[], tree: Tree, side: 'base' | 'head'): Promise<Map<string, Pair>> {
  const found = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const loaded = await loadFrom(tree, pair[side] ?? '');
    const title = loaded.ok ? own(asObject(own(loaded.description.root, 'info')), 'title') : undefined;
    if (typeof title === 'string') found.set(title, [...(found.get(title) ?? []), pair]);
  }
  return new Map(
    [...found].flatMap(([title, [pair, ...others]]) => (pair && others.length === 0 ? [[title, pair]] : [])),
  );
}

/** Finds what BASE and HEAD mean, and which descriptions of theirs belong together: those with the same path, or that were moved. */
export async function pairUp(baseName: string, headName: string): Promise<Sides> {
  const [base, head] = await places(baseName, headName);
  const trees = { base: base.tree, head: head.tree };
  if ((base.file === undefined) !== (head.file === undefined)) {
    throw new CannotRun(`${baseName} and ${headName}: one is a file, the other a folder. Name two of a kind.`);
  }
  if (base.file !== undefined && head.file !== undefined) {
    return { ...trees, pairs: [{ name: head.file, base: base.file, head: head.file }], isNamed: true };
  }
  const [before, after] = await Promise.all([filesIn(base), filesIn(head)]);
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  if (names.length === 0) {
    throw new CannotRun(
      `No OpenAPI description in ${baseName} or ${headName}: none has openapi or swagger at its top.`,
    );
  }
  const pairs = names.map((name): Pair => {
    const [old, fresh] = [before.get(name), after.get(name)];
    return { name, ...(old !== undefined && { base: old }), ...(fresh !== undefined && { head: fresh }) };
  });
  return { ...trees, pairs: await withMoved(pairs, trees), isNamed: false };
}
