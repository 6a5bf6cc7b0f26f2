import { Inspection } from './inspection.ts';
import type { FromChild, ToChild } from './protocol.ts';

/**
 * The bounded process: texts in, verdicts out. It has no environment, reads no file and no network; whatever a hostile text
 * makes it do, its parent ends it.
 */
let inspection: Inspection | undefined;

function say(message: FromChild): void {
  process.send?.(message);
}

process.on('message', (message: ToChild) => {
  if (message.type === 'inspect') inspection = new Inspection(message.request);
  const answer = inspection?.take(message.files);
  if (answer === undefined) return;
  if (answer.kind === 'need') {
    say({ type: 'need', files: answer.files });
    return;
  }
  inspection = undefined;
  say({ type: 'done', apis: answer.apis });
});
process.on('disconnect', () => process.exit());
say({ type: 'ready' });
