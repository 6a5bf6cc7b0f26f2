import { createRequire } from 'node:module';
import type * as Ajv from 'ajv/dist/2020.js';
import type * as Refa from 'refa';

const load = createRequire(import.meta.url);

/** Where this is built, all of ajv is one file beside it (`scripts/build.mjs`): its hundred files take three times as long to load. */
const ajv = import.meta.url.endsWith('.ts') ? 'ajv/dist/2020.js' : './ajv.cjs';

/** Loaded when the first witness is to be confirmed. */
export function loadAjv(): typeof Ajv {
  return load(ajv) as typeof Ajv;
}

/** Loaded when the first pattern is met: takes 60 ms. */
export function loadRefa(): typeof Refa {
  return load('refa') as typeof Refa;
}
