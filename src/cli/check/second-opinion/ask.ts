import { startBounded } from '../../../jobs/inspect/bounded-child.ts';
import type { Answer, Question } from './protocol.ts';

const TIME_MS = 60_000;
const MEMORY_MB = 1024;

/** Asks openapi-diff in a process of its own: 60 s and 1 GB, no environment. Whatever it does, there is an answer. */
export function ask(question: Question): Promise<Answer> {
  const child = startBounded('cli/check/second-opinion/child', MEMORY_MB);
  return new Promise<Answer>((resolve) => {
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(answer);
    };
    const timer = setTimeout(() => {
      settle({ kind: 'refused', reason: `it took longer than ${TIME_MS / 1000} s` });
    }, TIME_MS);
    child.once('message', (answer: Answer) => {
      settle(answer);
    });
    child.once('exit', () => {
      settle({ kind: 'refused', reason: `it ended without an answer; it may use ${MEMORY_MB} MB` });
    });
    child.once('error', () => {
      settle({ kind: 'refused', reason: 'it could not be started' });
    });
    child.send(question);
  });
}
