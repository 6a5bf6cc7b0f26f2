const PLACEHOLDER = /\{(\$?[A-Za-z0-9_.-]+)\}/g;

/** The fields that a text names in braces. */
export function placeholders(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** The text with what `valueOf` has for each of them; what it has nothing for stays as it is. */
export function filledIn(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => valueOf(name) ?? whole);
}
