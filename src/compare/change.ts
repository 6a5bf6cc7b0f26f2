import type { Json } from '../spec/json.ts';
import type { Range } from '../spec/place.ts';
import type { Convention } from './proof/convention.ts';

/** What a change weighs: it breaks, it may break, or it is worth knowing. */
export type Level = 'error' | 'warning' | 'info';

/** An operation as its users name it: `method` upper case (`QUERY` and additional ones too), `path` the template. */
export interface OperationRef {
  readonly method: string;
  readonly path: string;
}

/** A concrete request or response that was fine on one side and is not on the other. */
export interface Witness {
  readonly surface: 'request' | 'response';
  readonly part: 'body' | 'query' | 'path' | 'header' | 'cookie' | 'operation';
  readonly instance: Json;
  readonly acceptedBy: 'base' | 'head';
  /** File and JSON pointer of the schema on each side, `file#/pointer`; null where there is none, or one of more than 10,000 characters. */
  readonly base: string | null;
  readonly head: string | null;
}

/** A whole message around a witness: what was fine on one side and is not on the other. */
export interface Example {
  readonly method: string;
  /** With parameters filled in and the query behind, encoded. */
  readonly path: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Of a response; a request has none. */
  readonly status?: string;
  readonly body?: Json;
}

/** One difference between two descriptions. */
export interface Change {
  /** From oasdiff's public list, or one of ours. */
  readonly id: string;
  readonly level: Level;
  /** All operations that it reaches, by path and method behind one that has what the message names; empty: the whole document. */
  readonly operations: readonly OperationRef[];
  /** How many more it reaches: what the lists of all changes together may hold has a bound. */
  readonly moreOperations?: number;
  /** Dotted path of the property or the parameter's name, where there is one. */
  readonly property?: string;
  /** What the message is made of, typed values in a fixed order for each id. */
  readonly args: readonly Json[];
  /** One sentence of plain text, no markup. */
  readonly message: string;
  /** JSON pointer of what was changed, after `#`, or after `FILE#` outside the root file; named items by their names, names of more than 256 characters by their beginning and a digest. */
  readonly cause: string;
  /** 12 hexadecimal digits of id + pointer of the cause + args (design: Contracts, Change). */
  readonly fingerprint: string;
  /** Where the text stands before: removals and changes. */
  readonly base?: Range;
  /** Where the text stands after: additions and changes. */
  readonly head?: Range;
  /** The references that were followed to get there, nearest first, on the side that exists. */
  readonly via: readonly Range[];
  /** How many places of the paired graph it was found at. */
  readonly count: number;
  readonly witness?: Witness;
  readonly example?: Example;
  /** Neither a proof nor a witness was found within the budget: the form alone says that it breaks. */
  readonly unproved?: true;
  /** No value shows it; it has its level by this convention. */
  readonly convention?: Convention;
}
