/** name → the names that come before it. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/** The first circle found, each name once, in the order in which they point to each other. Names without an entry end a way. */
export function findCycle(edges: Edges): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    const cycle = cycleFrom(start, edges, done);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Depth first with a stack of its own: thousands of names in a chain must not exhaust the call stack. */
function cycleFrom(start: string, edges: Edges, done: Set<string>): readonly string[] | undefined {
  const way: string[] = [];
  const on = new Set<string>();
  const stack: { name: string; next: number }[] = [{ name: start, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (top.next === 0 && !done.has(top.name)) {
      way.push(top.name);
      on.add(top.name);
    }
    const following = done.has(top.name) ? undefined : edges.get(top.name)?.[top.next];
    top.next += 1;
    if (following === undefined) {
      if (!done.has(top.name)) {
        done.add(top.name);
        on.delete(top.name);
        way.pop();
      }
      stack.pop();
    } else if (on.has(following)) return way.slice(way.indexOf(following));
    else stack.push({ name: following, next: 0 });
  }
  return undefined;
}

/** Every name after all that come before it; otherwise in the order given. Expects no circle. */
export function inOrder(edges: Edges): string[] {
  const seen = new Set<string>();
  const order: string[] = [];
  for (const start of edges.keys()) {
    const stack: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (top.next === 0 && seen.has(top.name)) {
        stack.pop();
        continue;
      }
      seen.add(top.name);
      const before = edges.get(top.name)?.[top.next];
      top.next += 1;
      if (before === undefined) {
        stack.pop();
        order.push(top.name);
      } else if (edges.has(before)) stack.push({ name: before, next: 0 });
    }
  }
  return order;
}
