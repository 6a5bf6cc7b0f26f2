function form(headers: string): string {
  const schema = '{ type: object, properties: { a: { type: string } } }';
  return `content: { multipart/form-data: { schema: ${schema}, encoding: { a: { headers: { ${headers} } } } } }`;
}

/** An example with these headers of a part of its form. */
export function request(headers: string): string {
  return `{ requestBody: { ${form(headers)} }, responses: {} }`;
}

/** The same of a response. */
export function response(headers: string): string {
  return `{ responses: { 200: { description: ok, ${form(headers)} } } }`;
}
