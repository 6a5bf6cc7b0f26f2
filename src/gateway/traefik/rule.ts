/** What has to be true of a request at once: the matchers of one alternative, such as `Host` and its text. */
export type Alternative = readonly Matcher[];

export interface Matcher {
  readonly name: string;
  readonly given: readonly string[];
}

const mostAlternatives = 64;

/**
 * A rule of Traefik 3, its `&&` and `||` multiplied out. Undefined for what is none of the language, is negated, or is too much to be
 * meant by anybody.
 */
export function alternativesOf(rule: string): readonly Alternative[] | undefined {
  return new Parser(rule).alternatives();
}

const token = /\s*(?:(&&|\|\||[!(),])|([A-Za-z]+)|`([^`]*)`|"([^"\\]*)")/y;

class Parser {
  private readonly tokens: readonly string[];
  private next = 0;

  constructor(rule: string) {
    this.tokens = tokensOf(rule);
  }

  alternatives(): readonly Alternative[] | undefined {
    const found = this.any();
    return this.next === this.tokens.length ? found : undefined;
  }

  private any(): readonly Alternative[] | undefined {
    let found = this.all();
    while (found !== undefined && this.take('||')) {
      const more = this.all();
      found = more && bounded([...found, ...more]);
    }
    return found;
  }

  private all(): readonly Alternative[] | undefined {
    let found = this.one();
    while (found !== undefined && this.take('&&')) {
      const more = this.one();
      found = more && bounded(found.flatMap((left) => more.map((right) => [...left, ...right])));
    }
    return found;
  }

  private one(): readonly Alternative[] | undefined {
    if (this.take('(')) {
      const inner = this.any();
      return this.take(')') ? inner : undefined;
    }
    const name = this.tokens[this.next] ?? '';
    this.next += 1;
    if (!/^[A-Za-z]+$/.test(name) || !this.take('(')) return undefined;
    const given: string[] = [];
    do given.push(this.text() ?? '');
    while (this.take(','));
    return this.take(')') && !given.includes('') ? [[{ name, given }]] : undefined;
  }

  private take(wanted: string): boolean {
    if (this.tokens[this.next] !== wanted) return false;
    this.next += 1;
    return true;
  }

  private text(): string | undefined {
    const found = this.tokens[this.next];
    if (found?.startsWith('`') !== true) return undefined;
    this.next += 1;
    return found.slice(1);
  }
}

/** Texts begin with a backtick. What cannot be read is a token that nothing takes. */
function tokensOf(rule: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  const text = rule.trim();
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (found === null) return ['?'];
    const [, sign, name, ticked, quoted] = found;
    tokens.push(sign ?? name ?? `\`${ticked ?? quoted ?? ''}`);
  }
  return tokens;
}

function bounded(all: readonly Alternative[]): readonly Alternative[] | undefined {
  return all.length <= mostAlternatives ? all : undefined;
}
