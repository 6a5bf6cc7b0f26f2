import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 optimize only what has run for long. By default that of Node 20 does so after a few milliseconds, with its slow compiler: in
 * a process that ends after a second, that is a third of all work, and most of it never pays. Those of later versions have a quick
 * compiler in between, and do not all know the flag.
 */
export function optimizeLate(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1000000');
}
