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
  read(stream: Readable): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const startedAt = performance.now();
      let size = 0;
      const settle = (outcome: () => void): void => {
        clearInterval(watch);
        stream.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onError).pause();
        this.#held -= size;
        outcome();
      };
      const refuse = (error: Error): void => {
        settle(() => {
          reject(error);
        });
      };
      const watch = setInterval(() => {
        if (this.#isSlow(size, performance.now() - startedAt)) refuse(new Refusal(408, 'The body comes too slowly.'));
      }, 250);
      const onData = (chunk: Buffer): void => {
        size += chunk.length;
        this.#held += chunk.length;
        chunks.push(chunk);
        const refusal = this.#refusal(size);
        if (refusal !== undefined) refuse(refusal);
      };
      const onEnd = (): void => {
        settle(() => {
          resolve(Buffer.concat(chunks, size));
        });
      };
      const onClose = (): void => {
        refuse(new Refusal(400, 'The body broke off.'));
      };
      const onError = (error: Error): void => {
        refuse(error);
      };
      stream.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onError);
    });
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
