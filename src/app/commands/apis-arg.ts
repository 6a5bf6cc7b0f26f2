import type { CommandContext } from '../../jobs/command/context.ts';
import type { Parsed } from '../../jobs/command/definition.ts';
import { scope, unknownFlag, type Words } from '../../jobs/command/words.ts';

export interface ApisInEnvironment {
  readonly apis: readonly string[];
  readonly environment?: string;
}

/** `[api…] [env NAME]`. */
export function parseScope(words: Words, flags: readonly string[]): Parsed<ApisInEnvironment> {
  const odd = unknownFlag(words, flags);
  if (odd !== undefined) return { ok: false, message: odd };
  const named = scope(words.words, ['env']);
  if (!named.ok) return named;
  return {
    ok: true,
    args: { apis: named.apis, ...(named.environment !== undefined && { environment: named.environment }) },
  };
}

/** `api…|all env NAME`: at least one name. */
export function parseApisInEnvironment(words: Words, flags: readonly string[]): Parsed<ApisInEnvironment> {
  const parsed = parseScope(words, flags);
  if (parsed.ok && parsed.args.apis.length === 0) return { ok: false, message: 'name the APIs, or `all`' };
  return parsed;
}

export type ApisMeant =
  { readonly ok: true; readonly apis: readonly string[] } | { readonly ok: false; readonly message: string };

/** `all` or names that the configuration has. */
export function apisMeant(context: CommandContext, named: readonly string[]): ApisMeant {
  const known = (context.config.apis ?? []).map(({ name }) => name);
  if (named.includes('all') && known.length > 0) return { ok: true, apis: known };
  const unknown = named.find((name) => !known.includes(name));
  if (unknown === undefined) return { ok: true, apis: named };
  return { ok: false, message: `There is no API \`${unknown}\`; there are ${known.join(', ') || 'none'}.` };
}
