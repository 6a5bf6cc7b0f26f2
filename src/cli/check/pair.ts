import { groupBy } from '../../compare/group-by.ts';
import { asObject, own } from '../../spec/json.ts';
import { LIMITS } from '../../spec/limits.ts';
import { placesOf } from './places.ts';
import { CannotRun, loadFrom } from './tree.ts';
import type { Loaded, Place, Tree } from './tree.ts';

/** A description of one side, and what was read of it while it was looked for. */
export interface Entry {
  readonly path: string;
  readonly loaded?: Loaded;
}

/** One API on both sides; absent where it is not. */
export interface Pair {
  readonly name: string;
  readonly base?: Entry;
  readonly head?: Entry;
}

/** Both sides, and the APIs that they have. */
export interface Sides {
  readonly base: Tree;
  readonly head: Tree;
  readonly pairs: readonly Pair[];
  /** The user named two files: they are read even where they are the same. */
  readonly isNamed: boolean;
}

async function filesIn(place: Place): Promise<Map<string, string>> {
  const prefix = place.folder === '' ? 0 : place.folder.length + 1;
  return new Map((await place.tree.descriptions()).map((path) => [path.slice(prefix), path]));
}

type Side = 'base' | 'head';

/** Puts a file that is gone and one that is new together where both have a title that no other such file has: it was moved. */
async function withMoved(pairs: readonly Pair[], trees: Readonly<Record<Side, Tree>>): Promise<Pair[]> {
  const alone = pairs.filter(({ base, head }) => base === undefined || head === undefined);
  if (alone.every(({ base }) => base === undefined) || alone.every(({ head }) => head === undefined)) return [...pairs];
  const read = await readAhead(alone, trees);
  const gone = byTitle(read.filter(({ pair }) => pair.head === undefined));
  const fresh = byTitle(read.filter(({ pair }) => pair.base === undefined));
  const moved = new Map(
    [...fresh].flatMap(([title, pair]): [Pair, Pair][] => {
      const before = gone.get(title);
      return before === undefined ? [] : [[pair, before]];
    }),
  );
  const joined = new Set(moved.values());
  const rest = read.map(({ pair }) => pair).filter((pair) => !joined.has(pair));
  const all = [
    ...pairs.filter((pair) => pair.base !== undefined && pair.head !== undefined),
    ...rest.map((pair) => ({ ...moved.get(pair), ...pair })),
  ];
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Titled {
  readonly pair: Pair;
  readonly title: string | undefined;
}

/** What is read for its title is kept to be compared, as long as it is not more than one description may be. */
async function readAhead(pairs: readonly Pair[], trees: Readonly<Record<Side, Tree>>): Promise<Titled[]> {
  const found: Titled[] = [];
  let bytes = 0;
  for (const pair of pairs) {
    const side: Side = pair.base === undefined ? 'head' : 'base';
    const path = pair[side]?.path ?? '';
    const loaded = await loadFrom(trees[side], path);
    const root = loaded.ok ? loaded.description.root : undefined;
    const title = own(asObject(own(root, 'info')), 'title');
    const files = loaded.ok ? loaded.description.files : [path];
    bytes += files.reduce((sum, file) => sum + (trees[side].read(file)?.length ?? 0), 0);
    const entry = bytes > LIMITS.bytes ? { path } : { path, loaded };
    found.push({ pair: { name: pair.name, [side]: entry }, title: typeof title === 'string' ? title : undefined });
  }
  return found;
}

/** Those whose title is their own. */
function byTitle(read: readonly Titled[]): Map<string, Pair> {
  return new Map(
    [...groupBy(read, ({ title }) => title)].flatMap(([title, [first, ...others]]): [string, Pair][] =>
      title === undefined || first === undefined || others.length > 0 ? [] : [[title, first.pair]],
    ),
  );
}

/** Finds what BASE and HEAD mean, and which descriptions of theirs belong together: those with the same path, or that were moved. */
export async function pairUp(baseName: string, headName: string): Promise<Sides> {
  const [base, head] = await placesOf(baseName, headName);
  const trees = { base: base.tree, head: head.tree };
  if ((base.file === undefined) !== (head.file === undefined)) {
    throw new CannotRun(`${baseName} and ${headName}: one is a file, the other a folder.`, {
      next: 'Name two of a kind.',
    });
  }
  if (base.file !== undefined && head.file !== undefined) {
    return {
      ...trees,
      pairs: [{ name: head.tree.inCheckout(head.file), base: { path: base.file }, head: { path: head.file } }],
      isNamed: true,
    };
  }
  const [before, after] = await Promise.all([filesIn(base), filesIn(head)]);
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  if (names.length === 0) {
    const where = [...new Set([baseName, headName])].join(' or ');
    throw new CannotRun(`No OpenAPI description in ${where}: none has openapi or swagger at its top.`);
  }
  const pairs = names.map((name): Pair => {
    const [old, fresh] = [before.get(name), after.get(name)];
    return { name, ...(old && { base: { path: old } }), ...(fresh && { head: { path: fresh } }) };
  });
  return { ...trees, pairs: await withMoved(pairs, trees), isNamed: false };
}
