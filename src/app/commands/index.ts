import { accept } from './accept.ts';
import { approve } from './approve.ts';
import { deploy } from './deploy.ts';
import { drift } from './drift.ts';
import { help } from './help.ts';
import { hold } from './hold.ts';
import { plan } from './plan.ts';
import { promote } from './promote.ts';
import { command, commandSet, type AnyCommand } from './read.ts';
import { resume } from './resume.ts';
import { rollback } from './rollback.ts';
import { status } from './status.ts';
import { unwaive } from './unwaive.ts';
import { waive } from './waive.ts';
import { why } from './why.ts';

const withoutHelp: readonly AnyCommand[] = [
  command(plan),
  command(deploy),
  command(promote),
  command(approve),
  command(accept),
  command(rollback),
  command(hold),
  command(resume),
  command(waive),
  command(unwaive),
  command(why),
  command(drift),
  command(status),
];

/** Every command, in the order of `/help`: a new one is a file beside these and a line above. */
export const allCommands: readonly AnyCommand[] = [...withoutHelp, command(help(withoutHelp))];

export const commands = commandSet(allCommands);
