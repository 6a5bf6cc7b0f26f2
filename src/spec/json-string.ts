/** Offset of the quote that closes the string opened at `start`, in JSON as UTF-8. */
export function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    const code = bytes[at];
    if (code === 34) return at;
    if (code === 92) at++;
  }
  return bytes.length;
}
