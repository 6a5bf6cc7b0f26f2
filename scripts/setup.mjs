// Installs and builds what the command after it needs, and nothing that is already up to date.
// Standard output belongs to that command: everything here goes to standard error.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamps = join(root, 'node_modules', '.sluice');

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function run(label, command, args) {
  process.stderr.write(`${label} …\n`);
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.status !== 0)
    stop(`${label} failed: ${result.error?.message ?? [command, ...args].join(' ')}. The reason is above.`);
}

/** Stops where `found`, such as `git version 2.39.5`, is older than `least` or not there. */
function need(name, found, least) {
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(found) ?? [];
  const [leastMajor, leastMinor] = least.split('.');
  if (Number(major) > Number(leastMajor)) return;
  if (Number(major) === Number(leastMajor) && Number(minor) >= Number(leastMinor)) return;
  stop(`Sluice needs ${name} ${least} or newer; here is ${found.trim() || 'none'}. Nothing was changed.`);
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

need('Node', process.version, '20.19');
need('git', spawnSync('git', ['--version'], { encoding: 'utf8' }).stdout ?? '', '2.38');

const manifest = ['package.json', 'package-lock.json'].map((file) => join(root, file));
once('installed', manifest, join(root, 'node_modules', '.package-lock.json'), () =>
  run('Installing packages', 'npm', ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error']),
);
const builder = join(root, 'scripts', 'build.mjs');
once('built', [...manifest, builder, ...filesBelow(join(root, 'src'))], join(root, 'dist', 'cli', 'sluice.js'), () =>
  run('Building', process.execPath, [builder]),
);
