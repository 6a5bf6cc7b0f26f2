import { own } from '../../spec/json.ts';
import type { MediaView, ParameterView } from '../../spec/operations.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import type { Side } from '../side.ts';

/** The schema of a parameter, header or body, where it is written: OpenAPI 2.0 has that of a parameter in no member of its own. */
export function heldSchema(side: Side, { node, schema }: MediaView | ParameterView): SchemaView | undefined {
  return side.schema(own(node, 'schema') ?? schema, node, 'schema')?.view;
}
