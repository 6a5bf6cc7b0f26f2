import type { Command } from 'commander';
import { knownApis } from '../jobs/offline/put-back.ts';
import { holdSentence } from '../review/render/wording.ts';
import { CannotRun } from './check/tree.ts';
import { operatorCommand, type OperatorOptions } from './operator/command.ts';
import { asOperator, changeId, copyOf, print, type Operator } from './operator/operator.ts';

/** `sluice hold API…|all`: written to the record before anything is released again. */
export function holdCommand(): Command {
  return operatorCommand('hold', 'keep APIs of an environment as they are, whatever is merged, without GitHub')
    .argument('<api...>', 'names of APIs, or all')
    .addHelpText('after', '\nExit code: 0 held, 2 could not run.')
    .action((apis: readonly string[], options: OperatorOptions) =>
      asOperator((operator) => run(operator, apis, options)),
    );
}

async function run(operator: Operator, named: readonly string[], options: OperatorOptions): Promise<0> {
  const copy = await copyOf(operator, options.repository, options.env);
  const known = knownApis(copy);
  const apis = named.includes('all') ? known : [...new Set(named)];
  const unknown = apis.find((api) => !known.includes(api));
  if (unknown !== undefined || apis.length === 0) {
    throw new CannotRun(
      `There is no API ${unknown ?? ''} in ${options.env}; there are: ${known.join(', ') || 'none'}. Nothing was held.`,
    );
  }
  const at = new Date().toISOString();
  const { env: environment, reason } = options;
  await operator.copies.leave(copy.repository.fullName, {
    kind: 'hold',
    id: changeId(at),
    at,
    environment,
    by: operator.by,
    reason: `held from a terminal by ${operator.by}: ${reason}`,
    apis,
  });
  print([
    `Held: ${apis.join(', ')} in ${environment}. ${holdSentence(apis)}`,
    'It reaches the record before the next release there begins.',
    `Next: /resume ${named.join(' ')} env ${environment} in a comment, once GitHub is back`,
  ]);
  return 0;
}
