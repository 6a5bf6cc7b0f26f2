// Installs and builds what the command after it needs, and nothing that is already up to date.
// Standard output belongs to that command: everything here goes to standard error.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamps = join(root, 'node_modules', '.sluice');

function run(label, command, args) {
  process.stderr.write(`${label} …\n`);
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.status !== 0) {
    process.stderr.write(`${label}: failed (${command} ${args.join(' ')}). Nothing else was changed.\n`);
    process.exit(result.status ?? 1);
  }
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function digest(files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function once(name, files, proof, action) {
  const stamp = join(stamps, name);
  const wanted = digest(files);
  if (existsSync(proof) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  action();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, wanted);
}

const manifest = ['package.json', 'package-lock.json'].map((file) => join(root, file));
once('installed', manifest, join(root, 'node_modules', '.package-lock.json'), () =>
  run('Installing packages', 'npm', ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error']),
);
once('built', [...manifest, ...filesBelow(join(root, 'src'))], join(root, 'dist', 'cli', 'sluice.js'), () => {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run('Building', process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
});
