import { listOf } from '../spec/at.ts';
import type { Description } from '../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../spec/json.ts';
import type { OperationView } from '../spec/operations.ts';
import { pointerTo } from './place.ts';
import type { Subject } from './subject.ts';

/**
 * The servers of the document, of single paths and of operations; of 2.0 one for each scheme. Fact `$url`, with the defaults of its
 * variables.
 */
export function servers(description: Description, operations: readonly OperationView[]): Subject[] {
  const holders = new Set([description.root, ...operations.flatMap((view) => [view.pathItem, view.node])]);
  const list = description.version === '2.0' ? schemes : listed;
  return [...holders].flatMap((holder) => list(holder, pointerTo(holder, description) ?? '#', description));
}

function listed(holder: JsonObject, place: string, description: Description): Subject[] {
  return objects(own(holder, 'servers')).map((server) => {
    const url = text(own(server, 'url'));
    const variables = asObject(own(server, 'variables'));
    const byDefault = url.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
      return text(own(asObject(own(variables, name)), 'default')) || whole;
    });
    return {
      node: server,
      facts: { url: byDefault },
      place: `${place}/servers/${url}`,
      range: description.range(server),
    };
  });
}

function schemes(holder: JsonObject, place: string, description: Description): Subject[] {
  const { root } = description;
  return listOf(own(holder, 'schemes')).map((scheme) => {
    const url = `${text(scheme)}://${text(own(root, 'host'))}${text(own(root, 'basePath'))}`;
    return {
      node: holder,
      facts: { url },
      place: `${place}/schemes/${text(scheme)}`,
      range: description.range(holder, 'schemes'),
    };
  });
}

function objects(value: Json | undefined): JsonObject[] {
  return listOf(value).flatMap((item) => {
    const object = asObject(item);
    return object === undefined ? [] : [object];
  });
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
