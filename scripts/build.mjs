// Makes programs for Node of the sources. Each is few files with what it needs: of some hundred modules, Node reads two in a millisecond.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const forNode = { absWorkingDir: root, platform: 'node', target: 'node20.19', bundle: true, logLevel: 'warning' };

rmSync(join(root, 'dist'), { recursive: true, force: true });
await build({
  ...forNode,
  entryPoints: ['src/cli/sluice.ts', 'src/jobs/inspect/child.ts', 'src/cli/check/second-opinion/child.ts'],
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'shared/[name]-[hash]',
  format: 'esm',
  packages: 'external',
  splitting: true,
});
// The one package of many files that nearly every check loads.
await build({ ...forNode, entryPoints: ['ajv/dist/2020.js'], outfile: 'dist/shared/ajv.cjs', format: 'cjs' });
