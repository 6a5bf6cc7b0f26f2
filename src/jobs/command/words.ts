/** A command line taken apart: words in order, `--flag` or `--flag VALUE` aside. */
export interface Words {
  readonly name: string;
  readonly words: readonly string[];
  /** Flag → value; a switch without one holds true. */
  readonly flags: ReadonlyMap<string, string | true>;
}

/** Flags that take no value. */
const SWITCHES = new Set(['dry-run']);
const MAX_LINE = 4096;
const TOKEN = /\s*(?:"([^"]*)"|“([^”]*)”|(\S+))/y;

/**
 * The command on the first line of a comment, or undefined where there is none. It must begin at the very first character: what stands in a
 * quote or in a code block does not, since their first line begins with `>` or a fence. Only the first line is ever read.
 */
export function splitCommand(body: string): Words | undefined {
  const line = body.split(/\r?\n/, 1)[0] ?? '';
  if (!/^\/[a-z]/.test(line) || line.length > MAX_LINE || hasControlCharacter(line)) return undefined;
  const tokens = tokensOf(line.slice(1));
  const [first, ...rest] = tokens;
  if (first === undefined || first.quoted) return undefined;
  const [name, args] = first.text === 'sluice' ? [`sluice ${rest[0]?.text ?? ''}`, rest.slice(1)] : [first.text, rest];
  return { name, ...sortOut(args) };
}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(line); match !== null; match = TOKEN.exec(line)) {
    const quoted = match[1] ?? match[2];
    tokens.push({ text: quoted ?? match[3] ?? '', quoted: quoted !== undefined });
  }
  return tokens;
}

function sortOut(tokens: readonly Token[]): Pick<Words, 'words' | 'flags'> {
  const words: string[] = [];
  const flags = new Map<string, string | true>();
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) continue;
    const flag = token.quoted ? undefined : /^--([a-z][a-z-]*)$/.exec(token.text)?.[1];
    if (flag === undefined) words.push(token.text);
    else if (SWITCHES.has(flag)) flags.set(flag, true);
    else flags.set(flag, tokens[++i]?.text ?? '');
  }
  return { words, flags };
}

function hasControlCharacter(line: string): boolean {
  return /\p{Cc}/u.test(line.replaceAll('\t', ' '));
}

export type Scoped =
  | {
      readonly ok: true;
      readonly apis: readonly string[];
      readonly environment?: string;
      readonly from?: string;
      readonly to?: string;
    }
  | { readonly ok: false; readonly message: string };

const KEYWORDS = ['env', 'from', 'to'] as const;
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** `[api…] [env NAME] [from NAME] [to NAME]`, in any order; API names cannot be keywords. */
export function scope(words: readonly string[], allowed: readonly (typeof KEYWORDS)[number][]): Scoped {
  const apis: string[] = [];
  const named: Partial<Record<(typeof KEYWORDS)[number], string>> = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const keyword = KEYWORDS.find((candidate) => candidate === word);
    if (keyword === undefined) {
      if (!NAME.test(word)) return { ok: false, message: `\`${word.slice(0, 64)}\` is not a name of an API` };
      apis.push(word);
      continue;
    }
    const value = words[++i];
    if (!allowed.includes(keyword)) return { ok: false, message: `\`${keyword}\` does not belong here` };
    if (value === undefined) return { ok: false, message: `\`${keyword}\` needs a name after it` };
    if (named[keyword] !== undefined) return { ok: false, message: `\`${keyword}\` is there twice` };
    named[keyword] = value;
  }
  const { env, from, to } = named;
  return {
    ok: true,
    apis,
    ...(env === undefined ? {} : { environment: env }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** The first flag that the command does not know, as a message. */
export function unknownFlag(words: Words, known: readonly string[]): string | undefined {
  const odd = [...words.flags.keys()].find((flag) => !known.includes(flag));
  return odd === undefined ? undefined : `\`--${odd}\` is not known here`;
}
