import type { SchemaPair } from './schema-pair.ts';
import type { SchemaView } from './schema-view.ts';

/** What 3.1 says of a text's content by a keyword, and 3.0 by a format. */
const WORDS = {
  contentMediaType: { value: 'application/octet-stream', format: 'binary' },
  contentEncoding: { value: 'base64', format: 'byte' },
} as const;
/** A keyword that says what the content of a text is. */
export type ContentKeyword = keyof typeof WORDS;

/**
 * Whether what the keyword says is said by both, one in the words of OpenAPI 3.0, the other in those of 3.1: that a text is bytes as
 * they are, or bytes in base64 (OpenAPI 3.1.1, "Migrating Binary Descriptions from OAS 3.0").
 */
export function saysInOtherWords({ before, after }: SchemaPair, keyword: ContentKeyword): boolean {
  return (saysOld(before, keyword) && saysNew(after, keyword)) || (saysNew(before, keyword) && saysOld(after, keyword));
}

/** Whether formats differ by nothing else. */
export function saysSameBytes(pair: SchemaPair): boolean {
  return saysInOtherWords(pair, 'contentMediaType') || saysInOtherWords(pair, 'contentEncoding');
}

function saysOld(view: SchemaView, keyword: ContentKeyword): boolean {
  return view.get('format') === WORDS[keyword].format && view.get(keyword) === undefined;
}

function saysNew(view: SchemaView, keyword: ContentKeyword): boolean {
  return view.get(keyword) === WORDS[keyword].value && view.get('format') === undefined;
}
