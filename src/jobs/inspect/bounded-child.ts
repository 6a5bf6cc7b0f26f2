import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { isSource, programFile } from '../../config/package.ts';

/**
 * A process of its own for a program of Sluice's, such as `jobs/inspect/child`: no environment, so much heap in megabytes, and nothing
 * but messages. From source there is no compiled child yet: the same loader reads it.
 */
export function startBounded(program: string, megabytes: number): ChildProcess {
  const loader = isSource ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
  return fork(programFile(program), [], {
    execArgv: [...loader, `--max-old-space-size=${megabytes}`, '--no-warnings'],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
