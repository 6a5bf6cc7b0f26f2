import type { GraphNode } from '../graph/pair-graph.ts';
import { NONE, type OperationSet } from '../report/operation-sets.ts';

/** Of which pairs an error of the form tells already, and for which operations. */
export class Told {
  readonly #operations = new Map<GraphNode, OperationSet>();

  add(pair: GraphNode, operations: OperationSet): void {
    this.#operations.set(pair, this.#of(pair) | operations);
  }

  /** Those of the operations for which no error tells of the pair. */
  untold(pair: GraphNode, operations: OperationSet): OperationSet {
    return operations & ~this.#of(pair);
  }

  #of(pair: GraphNode): OperationSet {
    return this.#operations.get(pair) ?? NONE;
  }
}
