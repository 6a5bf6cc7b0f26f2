import { listOf } from '../spec/at.ts';
import type { Description } from '../spec/description.ts';
import { asObject, own, type Json, type JsonObject } from '../spec/json.ts';
import type { OperationView } from '../spec/operations.ts';
import type { Subject } from './subject.ts';

/** The document's servers and those of single paths and operations; of 2.0 one for each scheme. Fact `$url`. */
export function servers(description: Description, operations: readonly OperationView[]): Subject[] {
  if (description.version === '2.0') return schemes(description);
  const holders = new Set([description.root, ...operations.flatMap((view) => [view.pathItem, view.node])]);
  return [...holders].flatMap((holder) => {
    const pointer = description.pointer(holder) ?? '#';
    const local = pointer.startsWith(`${description.file}#`) ? pointer.slice(description.file.length) : pointer;
    return objects(own(holder, 'servers')).map((server) => {
      const url = text(own(server, 'url'));
      return { node: server, facts: { url }, place: `${local}/servers/${url}`, range: description.range(server) };
    });
  });
}

function schemes(description: Description): Subject[] {
  const { root } = description;
  return listOf(own(root, 'schemes')).map((scheme) => {
    const url = `${text(scheme)}://${text(own(root, 'host'))}${text(own(root, 'basePath'))}`;
    return {
      node: root,
      facts: { url },
      place: `#/schemes/${text(scheme)}`,
      range: description.range(root, 'schemes'),
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
