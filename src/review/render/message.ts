import type { Example } from '../../compare/change.ts';

/** A request or response as one would see it on the wire, its body laid out. */
export function messageText({ method, path, status, headers, body }: Example): string {
  const answered = status === undefined ? '' : ` → ${status}`;
  return [
    `${method} ${path}${answered}`,
    ...headers.map(({ name, value }) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['', JSON.stringify(body, null, 2)]),
  ].join('\n');
}
