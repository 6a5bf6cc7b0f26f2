import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';

/** The text of a YAML file, as the parser's events speak of it: in offsets of UTF-16 units. */
export class YamlText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get length(): number {
    return this.#text.length;
  }

  /** A start below 0 is that of nothing. */
  slice(start: number, end: number): string {
    return start < 0 ? '' : this.#text.slice(start, end);
  }

  /** What is said to be simply its text is not where it was joined to one line for the parser. */
  value(event: ScalarEvent): string {
    const value = getScalarValue(this.#text, event);
    return event.fast && /[\r\n]/.test(value) ? getScalarValue(this.#text, { ...event, fast: false }) : value;
  }

  /** With its quotes, without the space behind it; undefined where nothing is written. */
  span({ valueStart, valueEnd, style }: ScalarEvent): { start: number; end: number } | undefined {
    if (valueStart < 0) return undefined;
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) {
      return { start: valueStart - 1, end: valueEnd + 1 };
    }
    return { start: valueStart, end: Math.max(valueStart, this.#trimmed(valueEnd)) };
  }

  #trimmed(end: number): number {
    let at = end;
    while (at > 0 && ' \t\r\n'.includes(this.#text.charAt(at - 1))) at--;
    return at;
  }

  /** One further than the end of a key, where its colon is; `{a}` has none. */
  afterKey(end: number): number {
    return ',}]'.includes(this.#text.charAt(end)) ? end : end + 1;
  }

  hasBracket(at: number): boolean {
    return '[{'.includes(this.#text.charAt(at) || ' ');
  }

  /** The parser tells no offset for the end of `[…]` and `{…}`: it is the next bracket outside comments. */
  closingBracket(from: number): number {
    for (let at = from; at < this.#text.length; at++) {
      const char = this.#text.charAt(at);
      if (char === ']' || char === '}') return at + 1;
      if (char === '#') while (at + 1 < this.#text.length && !'\r\n'.includes(this.#text.charAt(at + 1))) at++;
    }
    return this.#text.length;
  }
}
