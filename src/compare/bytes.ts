import type { SchemaPair } from './schema-pair.ts';
import type { SchemaView } from './schema-view.ts';

/** One thing in the words of OpenAPI 3.0, as a format, and in those of 3.1, by a keyword that says what the text contains. */
interface Wording {
  readonly format: string;
  readonly keyword: 'contentMediaType' | 'contentEncoding';
  readonly value: string;
}

const OCTETS: Wording = { format: 'binary', keyword: 'contentMediaType', value: 'application/octet-stream' };
const BASE64: Wording = { format: 'byte', keyword: 'contentEncoding', value: 'base64' };

/**
 * Whether what the keyword says is said by both, one in the words of OpenAPI 3.0, the other in those of 3.1: that a text is bytes as
 * they are, or bytes in base64 (OpenAPI 3.1.1, "Migrating Binary Descriptions from OAS 3.0").
 */
export function saysInOtherWords({ before, after }: SchemaPair, keyword: Wording['keyword']): boolean {
  const wording = keyword === OCTETS.keyword ? OCTETS : BASE64;
  return (saysOld(before, wording) && saysNew(after, wording)) || (saysNew(before, wording) && saysOld(after, wording));
}

/** Whether formats differ by nothing else. */
export function saysSameBytes(pair: SchemaPair): boolean {
  return saysInOtherWords(pair, 'contentMediaType') || saysInOtherWords(pair, 'contentEncoding');
}

function saysOld(view: SchemaView, { format, keyword }: Wording): boolean {
  return view.get('format') === format && view.get(keyword) === undefined;
}

function saysNew(view: SchemaView, { keyword, value }: Wording): boolean {
  return view.get(keyword) === value && view.get('format') === undefined;
}
