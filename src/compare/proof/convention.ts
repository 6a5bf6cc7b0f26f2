/** Why a change has its level though no value can show it: headings of docs/conventions.md. */
export const conventions = [
  'Names that nobody declared',
  'A limit that limits nothing',
  'Where nothing can be sent',
  'nullable where it does nothing',
  'Remarks',
  'Where allOf may offset it',
] as const;

export type Convention = (typeof conventions)[number];

/** `by convention: a limit that limits nothing`. */
export function sayConvention(convention: Convention): string {
  return `by convention: ${convention.charAt(0).toLowerCase()}${convention.slice(1)}`;
}
