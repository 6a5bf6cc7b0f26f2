const API_VERSIONS = new Set(['2022-11-28', '2026-03-10']);
const MEDIA_TYPE = /^application\/(?:json|vnd\.github(?:\.[\w-]+)*(?:\.[\w-]+)?(?:\+json)?)$/;

function text(headers: Readonly<Record<string, unknown>>, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

/** https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api: what GitHub asks of the headers. */
export function headerErrors(headers: Readonly<Record<string, unknown>>, body: unknown): string[] {
  const errors: string[] = [];
  const version = text(headers, 'x-github-api-version');
  if (text(headers, 'user-agent') === '') errors.push('/user-agent: GitHub refuses requests without one');
  if (version !== '' && !API_VERSIONS.has(version)) errors.push(`/x-github-api-version: ${version} is no version`);
  const accept = text(headers, 'accept') || '*/*';
  for (const type of accept.split(',').map((entry) => entry.split(';')[0]?.trim() ?? '')) {
    if (type !== '*/*' && !MEDIA_TYPE.test(type)) errors.push(`/accept: ${type} is no media type of GitHub's`);
  }
  const type = text(headers, 'content-type');
  if (body !== undefined && !type.startsWith('application/json')) errors.push(`/content-type: JSON is sent as ${type}`);
  return errors;
}
