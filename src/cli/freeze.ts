import type { Command } from 'commander';
import { operatorCommand, type OperatorOptions } from './operator/command.ts';
import { asOperator, changeId, copyOf, print, type Operator } from './operator/operator.ts';

interface Options extends OperatorOptions {
  readonly lift: boolean;
}

/** `sluice freeze`: no worker begins a release to the environment until it is lifted; putting last good back goes on. */
export function freezeCommand(): Command {
  return operatorCommand('freeze', 'let no release to an environment begin, without GitHub; --lift ends it')
    .option('--lift', 'let releases begin again', false)
    .addHelpText('after', '\nExit code: 0 done, 1 there was nothing to lift, 2 could not run.')
    .action((options: Options) => asOperator((operator) => run(operator, options)));
}

async function run(operator: Operator, { repository, env: environment, reason, lift }: Options): Promise<0 | 1> {
  const { copies, by } = operator;
  const copy = await copyOf(operator, repository, environment);
  const { fullName } = copy.repository;
  const was = await copies.freezeOf(fullName, environment);
  if (lift && was === undefined) {
    print([`Nothing to lift: ${environment} of ${fullName} is not frozen.`]);
    return 1;
  }
  const at = new Date().toISOString();
  const facts = { at, by, reason };
  await copies.mark(fullName, environment, { frozen: !lift, ...facts });
  await copies.leave(fullName, { kind: lift ? 'lift' : 'freeze', id: changeId(at), environment, ...facts });
  print(
    lift
      ? [`Lifted: releases to ${environment} of ${fullName} begin again. It was frozen since ${was?.at ?? at}.`]
      : [
          `Frozen: no release to ${environment} of ${fullName} begins. Putting last good back still works.`,
          'A release that was already being written is finished and watched.',
          `Next: sluice freeze --repository ${fullName} --env ${environment} --lift`,
        ],
  );
  return 0;
}
