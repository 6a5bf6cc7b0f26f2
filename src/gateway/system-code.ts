/** The system's code of a failure, such as `EACCES`. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Why nobody answered, by its code alone: a message could hold an address. */
export function reasonOf(error: unknown): string {
  return codeOf(error) ?? 'connection failed';
}
