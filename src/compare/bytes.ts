import type { SchemaPair } from './schema-pair.ts';
import type { SchemaView } from './schema-view.ts';

/**
 * Whether both say that a text is bytes as they are, one in the words of OpenAPI 3.0, the other in those of 3.1 (OpenAPI 3.1.1,
 * "Migrating Binary Descriptions from OAS 3.0").
 */
export function saysSameBytes({ before, after }: SchemaPair): boolean {
  return (saysBinary(before) && saysOctets(after)) || (saysOctets(before) && saysBinary(after));
}

function saysBinary(view: SchemaView): boolean {
  return view.get('format') === 'binary' && view.get('contentMediaType') === undefined;
}

function saysOctets(view: SchemaView): boolean {
  return view.get('contentMediaType') === 'application/octet-stream' && view.get('format') === undefined;
}
