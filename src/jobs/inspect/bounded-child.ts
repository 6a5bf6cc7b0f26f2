import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * A process of its own for `./child` beside the module whose `import.meta.url` is given: no environment, so much heap in megabytes, and
 * nothing but messages. From source there is no compiled child yet: the same loader reads it.
 */
export function startBounded(beside: string, megabytes: number): ChildProcess {
  const isSource = beside.endsWith('.ts');
  const file = fileURLToPath(new URL(isSource ? './child.ts' : './child.js', beside));
  const loader = isSource ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
  return fork(file, [], {
    execArgv: [...loader, `--max-old-space-size=${megabytes}`, '--no-warnings'],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
