import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** One run of a program. */
export interface Run {
  readonly seconds: number;
  /** Peak of resident memory in MB; NaN where the system does not tell (only Linux does). */
  readonly megabytes: number;
}

const LOOK_MS = 4;

/** From start to exit, output thrown away. Throws where it ends with anything above 1: both tools end with 1 where something breaks. */
export async function measure(command: string, args: readonly string[]): Promise<Run> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let peak = Number.NaN;
  const look = setInterval(() => {
    const now = residentPeak(child.pid);
    if (now !== undefined) peak = now;
  }, LOOK_MS);
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(look);
  const seconds = (performance.now() - started) / 1000;
  if (code === null || code > 1) throw new Error(`${command} ended with ${code}: ${Buffer.concat(said).toString()}`);
  return { seconds, megabytes: peak };
}

/** The system's own high-water mark (proc(5), VmHWM), so that a look between two peaks misses neither. */
function residentPeak(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
