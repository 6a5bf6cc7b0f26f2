import type { Level, OperationRef } from '../compare/change.ts';
import type { Range } from '../spec/place.ts';

/** One policy rule broken at one place. */
export interface Violation {
  /** `pack/rule`, e.g. `sluice:baseline/operation-has-operation-id`. */
  readonly rule: string;
  readonly level: Level;
  readonly message: string;
  /** What the rule says of itself, where it is one of a pack. */
  readonly why?: string;
  /** Rule id + pointer, 12 hexadecimal digits; never a line, never message text. */
  readonly fingerprint: string;
  readonly operation?: OperationRef;
  readonly range?: Range;
  /** Other places that it comes from, the nearest first: to show it at, where its own text did not change. */
  readonly via?: readonly Range[];
  /** A replacement for whole lines of the head's file, where the rule knows a mechanical fix. */
  readonly fix?: { readonly range: Range; readonly text: string };
  /** False where the base has it too: such a violation is shown, and never blocks. */
  readonly isNew: boolean;
}
