import { createRequire } from 'node:module';
import type * as Ajv from 'ajv/dist/2020.js';
import type * as Refa from 'refa';

const load = createRequire(import.meta.url);

/** Loaded when the first witness is to be confirmed: takes 35 ms, a tenth of what a large comparison takes. */
export function loadAjv(): typeof Ajv {
  return load('ajv/dist/2020.js') as typeof Ajv;
}

/** Loaded when the first pattern is met: takes 60 ms. */
export function loadRefa(): typeof Refa {
  return load('refa') as typeof Refa;
}
