import type { Position } from './place.ts';

/** Turns offsets in a file into lines and columns; what an offset counts is up to whoever made it. */
export interface Lines {
  position(offset: number): Position;
}

/** The last of `starts`, which grow, that is not above `offset`. */
function lineAt(starts: ArrayLike<number>, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Offsets are UTF-16 units of a text. */
export class TextLines implements Lines {
  readonly #text: string;
  /** Made when the first position is asked for. */
  #starts: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  position(offset: number): Position {
    this.#starts ??= startsIn(this.#text);
    const line = lineAt(this.#starts, offset);
    return { line: line + 1, column: offset - (this.#starts[line] ?? 0) + 1 };
  }
}

function startsIn(text: string): number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (const { index, 0: mark } of text.matchAll(/\r\n?|\n/g)) starts.push(index + mark.length);
  return starts;
}

/** Bytes between two known columns of a long line. */
const STEP = 4096;

/** Offsets are bytes of UTF-8, with the starts of all lines known. */
export class ByteLines implements Lines {
  readonly #bytes: Uint8Array;
  readonly #starts: readonly number[];
  /** UTF-16 units before every `STEP`th byte; made when a place on a long line is asked for. */
  #units: Float64Array | undefined;

  constructor(bytes: Uint8Array, starts: readonly number[]) {
    this.#bytes = bytes;
    this.#starts = starts;
  }

  position(offset: number): Position {
    const line = lineAt(this.#starts, offset);
    const start = this.#starts[line] ?? 0;
    const isLong = offset - start > STEP;
    const units = isLong ? this.#before(offset) - this.#before(start) : unitsIn(this.#bytes, start, offset);
    return { line: line + 1, column: units + 1 };
  }

  #before(offset: number): number {
    this.#units ??= unitsBySteps(this.#bytes);
    const step = Math.floor(offset / STEP);
    return (this.#units[step] ?? 0) + unitsIn(this.#bytes, step * STEP, offset);
  }
}

function unitsBySteps(bytes: Uint8Array): Float64Array {
  const units = new Float64Array(Math.floor(bytes.length / STEP) + 1);
  for (let step = 1; step < units.length; step++) {
    units[step] = (units[step - 1] ?? 0) + unitsIn(bytes, (step - 1) * STEP, step * STEP);
  }
  return units;
}

/** A character counts where its first byte stands; those of four bytes are two units. */
function unitsIn(bytes: Uint8Array, start: number, end: number): number {
  let units = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}
