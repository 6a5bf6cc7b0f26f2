import { isContainer, type Json } from '../../spec/json.ts';

/** Whether a value is null, or has null somewhere within. */
export function holdsNull(value: Json): boolean {
  const parts: Json[] = [value];
  // The list grows while it is read.
  for (const part of parts) if (isContainer(part)) for (const each of Object.values(part)) parts.push(each);
  return parts.includes(null);
}
