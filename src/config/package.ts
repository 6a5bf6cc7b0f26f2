import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = import.meta.url;
/** Whether this runs from its sources, as tests do, and not from what was built of them. */
export const isSource = here.endsWith('.ts');
const root = packageAbove(here);

/** Built modules lie together in other folders than their sources: what is found by its place is found from the manifest. */
function packageAbove(file: string): URL {
  const folder = new URL('./', file);
  if (existsSync(new URL('package.json', folder))) return folder;
  const above = new URL('../', folder);
  if (above.href === folder.href) throw new Error(`No package.json above ${file}: Sluice is not installed as a whole.`);
  return packageAbove(above.href);
}

/** A file that is shipped beside the program, such as `app.yml`, by its path in the package. */
export function shipped(path: string): string {
  return fileURLToPath(new URL(path, root));
}

/** Of this Sluice. */
export function version(): string {
  return (JSON.parse(readFileSync(shipped('package.json'), 'utf8')) as { readonly version: string }).version;
}

/** The file of a module that runs as a process of its own, by its path in `src` without the ending: `cli/sluice`. */
export function programFile(name: string): string {
  return shipped(isSource ? `src/${name}.ts` : `dist/${name}.js`);
}
