import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of our own beside this one, so that what is measured shares no event loop with what measures it. */
export interface Child<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/** `file` is in this folder. It runs as this process runs, and ends when this one does. */
export function startChild<Question extends object, Answer>(file: string): Child<Question, Answer> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  return {
    async ask(question) {
      child.send(question);
      const ended = exited.then(() => Promise.reject(new Error(`${file} ended before it answered`)));
      const [answer] = (await Promise.race([once(child, 'message'), ended])) as [Told<Answer>];
      if ('error' in answer) throw new Error(`${file}: ${answer.error}`);
      return answer.value;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

type Told<Answer> = { readonly value: Answer } | { readonly error: string };

/** The other side: answers each question, and closes when nobody is left to ask. */
export function serveParent(answer: (question: never) => Promise<unknown>, close: () => Promise<void>): void {
  const tell = (told: Told<unknown>): void => {
    if (process.connected) process.send?.(told);
  };
  process.on('message', (question: unknown) => {
    answer(question as never).then(
      (value) => {
        tell({ value });
      },
      (error: unknown) => {
        tell({ error: error instanceof Error ? error.message : String(error) });
      },
    );
  });
  // Ctrl-C reaches every process of a terminal: the parent says when it is over.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => {
    void close().finally(() => process.exit(0));
  });
}
