import { own, type JsonObject } from '../../spec/json.ts';
import { encodingOf } from '../operations/parts.ts';
import { nameIn } from '../schemas/steps.ts';
import type { Root } from './roots.ts';

/**
 * How a value within a message is written. `value`: by its type, as JSON does. `form`: as parts that have names. `part`: as a text. `spread`:
 * as a text, and whatever it holds as texts too. `unsure`: within a part of a form whose encoding does not say how, as JSON or as texts.
 */
export type Written = 'value' | 'form' | 'part' | 'spread' | 'unsure';

/** Of the whole value; that bodies which travel the other way are texts makes nothing of them wider that clients have to read. */
export function writtenAt({ text, form }: Root, reversed: boolean): Written {
  if (text) return 'spread';
  return form === undefined || reversed ? 'value' : form === 'text/plain' ? 'part' : 'form';
}

/**
 * A step further in. What is no single value in a part of a `multipart` is JSON unless something else is said; in a form in an address's
 * manner it is that by the letter of OpenAPI 3.1.1 (Encoding Object), and texts for most servers.
 *
 * @param label of the step: `.name`, `.*`, `[]`, or empty where the value stays the same.
 */
export function writtenBelow(written: Written, label: string, { form, held }: Root): Written {
  if (written === 'value' || written === 'spread' || !label.startsWith('.')) return written;
  if (written !== 'form') return form === 'application/x-www-form-urlencoded' ? 'unsure' : 'value';
  const name = nameIn(label);
  const said = [held.before, held.after].map((holder) => encodingOf(holder, name));
  if (said.some((encoding) => !isText(encoding))) return 'value';
  return said.every((encoding) => own(encoding, 'style') !== undefined) ? 'spread' : 'part';
}

function isText(encoding: JsonObject | undefined): boolean {
  const type = own(encoding, 'contentType');
  return typeof type !== 'string' || type.trim().startsWith('text/plain');
}
