import type { Readable } from 'node:stream';
import { Refusal } from './refusal.ts';

export interface BodyLimits {
  /** One body. GitHub sends none above 25 MB. */
  readonly bytes: number;
  /** All bodies that are being read at the same time. */
  readonly bytesAtOnce: number;
  /** Bytes a second, on average, once `graceMs` have passed. */
  readonly minRate: number;
  readonly graceMs: number;
}

export const bodyLimits: BodyLimits = {
  bytes: 25 * 1024 * 1024,
  bytesAtOnce: 128 * 1024 * 1024,
  minRate: 1024,
  graceMs: 2_000,
};

/** Reads bodies into memory, and never more of it than the limits say, whatever `Content-Length` claims. */
export class BodyReader {
  readonly #limits: BodyLimits;
  #held = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /**
   * The stream is left open where a body is refused, so that the sender can still be told why.
   * @throws {Refusal} 413 too large, 503 too much at once, 408 too slow, 400 broken off.
   */
  async read(stream: Readable): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const listeners = new AbortController();
    const startedAt = performance.now();
    let size = 0;
    let watch: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        const on = (event: string, listener: (chunk: Buffer) => void): void => {
          stream.on(event, listener);
          listeners.signal.addEventListener('abort', () => stream.off(event, listener));
        };
        watch = setInterval(() => {
          if (this.#isSlow(size, performance.now() - startedAt)) reject(new Refusal(408, 'The body comes too slowly.'));
        }, 250);
        on('data', (chunk) => {
          size += chunk.length;
          this.#held += chunk.length;
          chunks.push(chunk);
          const refusal = this.#refusal(size);
          if (refusal !== undefined) reject(refusal);
        });
        on('end', () => {
          resolve(Buffer.concat(chunks, size));
        });
        on('close', () => {
          reject(new Refusal(400, 'The body broke off.'));
        });
        stream.on('error', reject);
      });
    } finally {
      stream.pause();
      listeners.abort();
      clearInterval(watch);
      this.#held -= size;
    }
  }

  #refusal(size: number): Refusal | undefined {
    const { bytes, bytesAtOnce } = this.#limits;
    if (size > bytes) return new Refusal(413, `A webhook has at most ${bytes} bytes.`);
    return this.#held > bytesAtOnce ? new Refusal(503, 'Too many bytes at once. Try again.') : undefined;
  }

  #isSlow(size: number, elapsedMs: number): boolean {
    const { minRate, graceMs } = this.#limits;
    return elapsedMs > graceMs && size < (minRate * elapsedMs) / 1_000;
  }
}
