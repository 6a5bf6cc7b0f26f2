import type { RecordView } from '../../github/record-view.ts';
import { NO_DRIFT, type DriftState } from '../../release/drift-response.ts';
import type { Cause } from '../../release/state.ts';
import { asText, files } from '../platform/record.ts';
import type { ReleaseContext } from '../release/context.ts';

export async function driftState(view: RecordView, environment: string): Promise<DriftState> {
  const stored = (await view.json(files.drift(environment))) as DriftState | undefined;
  return stored ?? NO_DRIFT;
}

interface Entry {
  readonly action: string;
  readonly cause: Cause;
  readonly detail?: string;
}

/** One commit on the record. Only whoever holds the lease of the repository's releases writes this file. Throws where it cannot be written. */
export async function saveDrift(
  { services, record }: Pick<ReleaseContext, 'services' | 'record'>,
  environment: string,
  state: DriftState,
  { action, cause, detail }: Entry,
): Promise<void> {
  const at = services.now().toISOString();
  const written = await record.update(() => ({
    files: { [files.drift(environment)]: asText(state) },
    audit: [{ at, action, subject: environment, cause, ...(detail !== undefined && { detail }) }],
    cause,
    message: `${action} ${environment}`,
  }));
  if (!written.ok)
    throw new Error(`What was found of drift in ${environment} could not be recorded: ${written.message}`);
  services.log.info({ environment, action, detail }, 'recorded');
}
