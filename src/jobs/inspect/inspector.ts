import type { ChildProcess } from 'node:child_process';
import { startBounded } from './bounded-child.ts';
import type { FromChild, ToChild } from './protocol.ts';

export interface Limits {
  /** Milliseconds that the child itself may work; waiting for files does not count. */
  readonly time: number;
  /** Megabytes of heap. */
  readonly memory: number;
}

export type Ended = { readonly reason: 'time' | 'memory' | 'crash' };

export type Reply = Exclude<FromChild, { type: 'ready' }> | ({ readonly type: 'ended' } & Ended);

/** Milliseconds until a child must be able to listen; on a busy machine it takes seconds. */
const START_TIME = 60_000;

/** One bounded child. It serves one request at a time; once it ended, it is never used again. */
export class Inspector {
  readonly limits: Limits;
  readonly #child: ChildProcess;
  #waiting: ((reply: Reply) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #worked = 0;
  #sentAt = 0;
  #ended: Ended | undefined;
  readonly #ready: Promise<void>;
  #setReady: () => void = () => undefined;

  constructor(limits: Limits) {
    this.limits = limits;
    this.#child = startBounded('jobs/inspect/child', limits.memory);
    this.#ready = new Promise((resolve) => {
      this.#setReady = resolve;
    });
    this.#child.on('message', (message: FromChild) => {
      if (message.type === 'ready') this.#setReady();
      else this.#settle(message);
    });
    this.#child.on('exit', (code, signal) => {
      this.#end({ reason: signal === 'SIGABRT' || signal === 'SIGKILL' || code === 134 ? 'memory' : 'crash' });
    });
    this.#child.on('error', () => {
      this.#end({ reason: 'crash' });
    });
    this.rest();
  }

  get isAlive(): boolean {
    return this.#ended === undefined;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends, and waits for what the child says next. Its own start is none of its work. */
  async ask(message: ToChild): Promise<Reply> {
    this.#child.ref();
    this.#child.channel?.ref();
    await this.#started();
    if (this.#ended !== undefined) return { type: 'ended', ...this.#ended };
    if (message.type === 'inspect') this.#worked = 0;
    return new Promise<Reply>((resolve) => {
      this.#waiting = resolve;
      this.#sentAt = performance.now();
      this.#killAfter(Math.max(0, this.limits.time - this.#worked));
      this.#child.send(message, (error) => {
        if (error !== null) this.kill();
      });
    });
  }

  async #started(): Promise<void> {
    this.#killAfter(START_TIME);
    await this.#ready;
    clearTimeout(this.#timer);
  }

  #killAfter(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.kill({ reason: 'time' });
    }, milliseconds);
  }

  /** An idle child keeps nobody's process alive. */
  rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }

  kill(why: Ended = { reason: 'crash' }): void {
    this.#end(why);
    this.#child.kill('SIGKILL');
  }

  #settle(reply: Reply): void {
    clearTimeout(this.#timer);
    this.#worked += performance.now() - this.#sentAt;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(reply);
  }

  #end(why: Ended): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    this.rest();
    this.#setReady();
    this.#settle({ type: 'ended', ...why });
  }
}
