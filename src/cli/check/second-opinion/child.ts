import { judge } from './judge.ts';
import type { Question } from './protocol.ts';

/** The package runs here alone: bounded, with no environment. */
process.on('message', (question: Question) => {
  void judge(question).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
