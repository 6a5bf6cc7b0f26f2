import type { Fault } from './text.ts';

/** Ends the reading of a text that is too much or that cannot be read on. */
export class Unreadable extends Error {
  readonly fault: Fault;

  /** @param offset into the text, in UTF-16 units. */
  constructor(code: string, message: string, offset: number) {
    super(message);
    this.fault = { code, message, offset };
  }
}
