import type { Description } from '../../../spec/description.ts';
import type { Json } from '../../../spec/json.ts';
import type { Question } from './protocol.ts';

/** Both descriptions as JSON, each of its root file alone. */
export function questionOf(base: Description, head: Description): Question {
  return { base: asText(base), head: asText(head) };
}

/** It tells the format by the version, which goes first. */
function asText({ root }: Description): string {
  const { swagger, openapi, ...rest } = root as Readonly<Record<string, Json>>;
  const version = swagger === undefined ? { openapi } : { swagger };
  return JSON.stringify({ ...version, ...rest });
}
