import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builtFolder, moduleFolder, modules, type ModuleName } from './server.ts';

/** A compiler that tidies up less often takes a fifth less time, and memory that a machine for such programs has. */
const GOGC = '400';

/**
 * Builds the programs of one module with Go, unless they are there already, and returns their folder. They become visible all at
 * once: a build that breaks off leaves nothing behind that looks whole.
 */
export function buildServer(name: ModuleName): string {
  const folder = builtFolder(name);
  const { programs, stamp } = modules[name];
  if (programs.every((program) => existsSync(join(folder, program)))) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}.`);
  try {
    const { status, error } = spawnSync(
      goProgram(),
      ['build', '-buildvcs=false', '-ldflags', `-s -w -X ${stamp}`, '-o', `${unfinished}/`, 'tool'],
      { cwd: moduleFolder(name), stdio: ['ignore', 2, 2], env: { GOGC, ...process.env } },
    );
    if (status !== 0) throw new Error(`${name} could not be built: ${error?.message ?? 'the reason is above'}`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
    return folder;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Go's installer does not put itself on the PATH. */
function goProgram(): string {
  const usual = '/usr/local/go/bin/go';
  const isOnPath = spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0;
  return isOnPath || !existsSync(usual) ? 'go' : usual;
}
