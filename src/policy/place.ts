import type { Description } from '../spec/description.ts';

/** JSON pointer of a node, after the file where that is not the description's own; undefined where nobody knows where it stands. */
export function pointerTo(node: object, description: Description): string | undefined {
  const pointer = description.pointer(node);
  return pointer?.startsWith(`${description.file}#`) ? pointer.slice(description.file.length) : pointer;
}
