import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that may be on this machine: `variable` names its path in the environment, else the PATH is looked through. */
export interface LookedFor {
  readonly name: string;
  readonly variable: string;
}

export function findProgram({ name, variable }: LookedFor): string | undefined {
  const named = process.env[variable];
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

/** The sentence for people where it is not there. */
export function missingProgram(wanted: LookedFor): string | undefined {
  if (findProgram(wanted) !== undefined) return undefined;
  return `There is no ${wanted.name} on this machine: put it on the PATH, or name it in ${wanted.variable}.`;
}
