import type { RecordView } from '../../github/record-view.ts';
import { NO_DRIFT, type DriftState } from '../../release/drift-response.ts';
import type { AuditFacts, Cause } from '../../release/state.ts';
import { asText, files } from '../platform/record.ts';
import type { ReleaseContext } from '../release/context.ts';

export async function driftState(view: RecordView, environment: string): Promise<DriftState> {
  const stored = (await view.json(files.drift(environment))) as DriftState | undefined;
  return stored ?? NO_DRIFT;
}

export interface DriftEntry {
  readonly action: string;
  readonly cause: Cause;
  readonly detail?: string;
  readonly about?: AuditFacts;
}

/** One commit on the record. Only whoever holds the lease of the repository's releases writes this file. Throws where it cannot be written. */
export async function saveDrift(
  { services, record }: Pick<ReleaseContext, 'services' | 'record'>,
  environment: string,
  state: DriftState,
  entry: DriftEntry,
  ...more: readonly DriftEntry[]
): Promise<void> {
  const at = services.now().toISOString();
  const { action, cause, detail } = entry;
  const written = await record.update(() => ({
    files: { [files.drift(environment)]: asText(state) },
    audit: [entry, ...more].map(({ action: done, ...each }) => ({ at, action: done, subject: environment, ...each })),
    cause,
    message: `${action} ${environment}`,
  }));
  if (!written.ok)
    throw new Error(`What was found of drift in ${environment} could not be recorded: ${written.message}`);
  services.log.info({ environment, action, detail }, 'recorded');
}
