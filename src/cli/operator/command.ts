import { Command } from 'commander';
import { environmentName, repositoryName } from './operator.ts';

/** What every such command is told. */
export interface OperatorOptions {
  readonly repository: string;
  readonly env: string;
  readonly reason: string;
}

/** `sluice NAME --repository … --env … [--reason …]`: for when GitHub is away. */
export function operatorCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption('--repository <owner/name>', 'whose APIs', repositoryName)
    .requiredOption('--env <name>', 'the environment', environmentName)
    .option('--reason <text>', 'why, for the record', 'no reason given');
}
