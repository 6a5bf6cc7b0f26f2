import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const secret = 'a-secret-for-tests-only';

const bin = fileURLToPath(new URL('../../../src/cli/sluice.ts', import.meta.url));

/** `sluice gateway …` as a process of its own; whatever it says is collected. */
export class GatewayProcess {
  readonly child: ChildProcess;
  output = '';
  errors = '';

  constructor(args: readonly string[], environment: Record<string, string> = { SLUICE_GATEWAY_SECRET: secret }) {
    this.child = spawn(process.execPath, ['--import', 'tsx', bin, 'gateway', ...args], {
      env: { ...process.env, SLUICE_GATEWAY_SECRET: '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (data: Buffer) => (this.output += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.errors += data.toString()));
  }

  /** The addresses, once it serves. */
  async addresses(): Promise<{ url: string; admin: string }> {
    while (!this.output.includes('\n')) {
      if (this.child.exitCode !== null) throw new Error(`The gateway ended: ${this.errors}`);
      await Promise.race([once(this.child.stdout!, 'data'), once(this.child, 'exit')]);
    }
    return JSON.parse(this.output) as { url: string; admin: string };
  }

  async exitCode(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.exitCode();
  }
}
