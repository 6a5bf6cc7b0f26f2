/**
 * Nodes that no text stands for as they are: a schema merged from a reference and its siblings, a request body made from
 * form parameters. Each remembers the nodes that it was made from, so that positions and pointers still lead to a text.
 */
export interface Origin {
  /** Stands for the node as a whole. */
  readonly node: object;
  /** The node's member that it stands for, where that is no node itself. */
  readonly key?: string;
  /** Searched for a member, in this order, before its own. */
  readonly members?: readonly object[];
  /** Members that come from elsewhere altogether. */
  readonly moved?: ReadonlyMap<string, object>;
  /** Its members bear the pointers of where each of them stands. */
  readonly scattered?: true;
}

const origins = new WeakMap<object, Origin>();

/** Remembers what a made node comes from, and returns the node. */
export function derived<T extends object>(node: T, origin: Origin): T {
  origins.set(node, origin);
  return node;
}

/** What a node was made from; undefined: a text stands for it as it is. */
export function originOf(node: object): Origin | undefined {
  return origins.get(node);
}

/** What holds a member by its pointer: the node itself, or that of those that it was made of which has it. */
export function holderOf(node: object, key: string | number): object {
  const { members, scattered } = originOf(node) ?? {};
  return (scattered && members?.find((each) => Object.hasOwn(each, key))) ?? node;
}

/** The node that a text stands for, behind merged and made ones. */
export function writtenNode(node: object): object {
  let at = node;
  for (let origin = originOf(at); origin !== undefined; origin = originOf(at)) at = origin.node;
  return at;
}
