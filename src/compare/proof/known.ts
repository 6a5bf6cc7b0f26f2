import type { GraphNode } from '../graph/pair-graph.ts';
import type { Names } from '../inclusion/index.ts';

/** What is known already of what a message holds, for its operation. */
export interface Known {
  /** Whether something is told of the pair itself. */
  isTold(pair: GraphNode): boolean;
  /** Whether something is told of the pair or of something in it. */
  holdsTold(pair: GraphNode): boolean;
  /** Whether something can break there that no check calls an error. */
  mayHide(pair: GraphNode): boolean;
  /** What names a value may have that shows something there. */
  namesAt(pair: GraphNode): Names;
}
