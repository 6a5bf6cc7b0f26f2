/** An operation of a description: upper-case method, path template with `{parameters}`. */
export interface OperationTemplate {
  readonly method: string;
  readonly path: string;
}

export type OperationMatch = 'allowed' | 'no-path' | { readonly allow: readonly string[] };

interface Node {
  readonly literals: Map<string, Node>;
  readonly patterns: { readonly pieces: readonly string[]; readonly node: Node }[];
  readonly methods: Set<string>;
}

/**
 * Answers whether a request is one of the described operations. A literal segment wins over a template (OpenAPI 3.2.0, Paths
 * Object, "Path Templating Matching"), a template stands for one segment that is not empty. HEAD is allowed where GET is (RFC
 * 9110 section 9.3.2).
 */
export class OperationFilter {
  private readonly root: Node = newNode();

  constructor(operations: readonly OperationTemplate[]) {
    for (const { method, path } of operations) this.add(method, path);
  }

  match(method: string, path: string): OperationMatch {
    const found = find(this.root, path.split('/').slice(1), 0);
    if (found === undefined) return 'no-path';
    const allowed = found.methods.has(method) || (method === 'HEAD' && found.methods.has('GET'));
    return allowed ? 'allowed' : { allow: [...found.methods].sort() };
  }

  private add(method: string, path: string): void {
    let node = this.root;
    for (const segment of path.split('/').slice(1)) node = child(node, segment);
    node.methods.add(method);
  }
}

function newNode(): Node {
  return { literals: new Map(), patterns: [], methods: new Set() };
}

function child(node: Node, segment: string): Node {
  const pieces = segment.split(/\{[^{}]*\}/).map(encoded);
  const [literal = ''] = pieces;
  if (pieces.length === 1) {
    const next = node.literals.get(literal) ?? newNode();
    node.literals.set(literal, next);
    return next;
  }
  const known = node.patterns.find((pattern) => pattern.pieces.join('{}') === pieces.join('{}'));
  if (known) return known.node;
  const added = { pieces, node: newNode() };
  node.patterns.push(added);
  return added.node;
}

/** As a client would send it: a description may well write `/größe`. */
function encoded(literal: string): string {
  return encodeURI(Buffer.from(literal).toString()).replaceAll('%25', '%');
}

function find(node: Node, segments: readonly string[], index: number): Node | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.methods.size > 0 ? node : undefined;
  const literal = node.literals.get(segment);
  const exact = literal && find(literal, segments, index + 1);
  if (exact) return exact;
  for (const pattern of node.patterns) {
    const found = fits(pattern.pieces, segment) ? find(pattern.node, segments, index + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Whether the pieces stand in the segment in order, with something between them. Linear, whatever the template. */
function fits(pieces: readonly string[], segment: string): boolean {
  const [first = '', ...others] = pieces;
  const last = others.pop() ?? '';
  if (!segment.startsWith(first) || !segment.endsWith(last)) return false;
  let at = first.length;
  for (const piece of others) {
    const next = segment.indexOf(piece, at + 1);
    if (next < 0) return false;
    at = next + piece.length;
  }
  return segment.length - last.length > at;
}
