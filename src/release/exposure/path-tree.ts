/** Any one segment: a parameter of a template stands for a value that no literal segment equals. */
const ANY = '{}';

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  any?: Node<T>;
  readonly exact: T[];
  readonly prefix: T[];
  /** By the text that the next segment begins with. */
  readonly texts: { readonly text: string; readonly value: T }[];
}

/** Values by path; the paths of both may be templates. Looking up costs as much as there are nodes that fit, never more. */
export class PathTree<T> {
  readonly #root: Node<T> = newNode();

  add(path: string, match: 'exact' | 'prefix' | 'text-prefix', value: T): void {
    const segments = match === 'prefix' ? segmentsOf(path.replace(/\/+$/, '')) : segmentsOf(path);
    const text = match === 'text-prefix' ? segments.pop() : undefined;
    let node = this.#root;
    for (const segment of segments) node = child(node, segment);
    if (text !== undefined) node.texts.push({ text, value });
    else (match === 'exact' ? node.exact : node.prefix).push(value);
  }

  /** Values whose prefix holds the path or that stand at the path itself, in no order. */
  holding(path: string): T[] {
    const found: T[] = [];
    const segments = segmentsOf(path);
    let level = [this.#root];
    for (const segment of segments) {
      for (const { prefix, texts } of level) {
        for (const value of prefix) found.push(value);
        for (const { text, value } of texts) if (segment.startsWith(text)) found.push(value);
      }
      level = level.flatMap((node) => steps(node, segment));
    }
    for (const { exact, prefix } of level) {
      for (const value of prefix) found.push(value);
      for (const value of exact) found.push(value);
    }
    return found;
  }

  /** Values at the path, or below it too, that share at least one request with it. */
  meeting(path: string, match: 'exact' | 'prefix'): T[] {
    const found: T[] = [];
    let level = [this.#root];
    for (const segment of segmentsOf(path))
      level = level.flatMap((node) => (segment === ANY ? children(node) : steps(node, segment)));
    while (level.length > 0) {
      for (const { exact } of level) for (const value of exact) found.push(value);
      level = match === 'exact' ? [] : level.flatMap(children);
    }
    return found;
  }

  /** Values at the most literal path that fits: OpenAPI 3.2.0, Paths Object, "Path Templating Matching". */
  at(path: string): readonly T[] {
    let level = [this.#root];
    for (const segment of segmentsOf(path)) level = level.flatMap((node) => steps(node, segment));
    return level.find(({ exact }) => exact.length > 0)?.exact ?? [];
  }
}

function newNode<T>(): Node<T> {
  return { literals: new Map(), exact: [], prefix: [], texts: [] };
}

function child<T>(node: Node<T>, segment: string): Node<T> {
  if (segment === ANY) return (node.any ??= newNode());
  const known = node.literals.get(segment);
  if (known !== undefined) return known;
  const added = newNode<T>();
  node.literals.set(segment, added);
  return added;
}

/** The more literal one first. */
function steps<T>(node: Node<T>, segment: string): Node<T>[] {
  const literal = node.literals.get(segment);
  return [...(literal && segment !== ANY ? [literal] : []), ...(node.any ? [node.any] : [])];
}

function children<T>(node: Node<T>): Node<T>[] {
  return [...node.literals.values(), ...(node.any ? [node.any] : [])];
}

/** `/orders/{id}` → `orders`, `{}`; the root has none. */
function segmentsOf(path: string): string[] {
  if (path === '' || path === '/') return [];
  return path
    .split('/')
    .slice(path.startsWith('/') ? 1 : 0)
    .map((segment) => (segment.includes('{') ? ANY : segment));
}
