import type { SigningKey } from '../../github/record-sign.ts';
import type { RecordRead, RecordWrite, StateRecord } from '../../github/record.ts';
import type { Cause } from '../../release/state.ts';

/** After a new private key of the App: signs the record's head with it, so that the old key need not be believed for long. The record as it is then. */
export async function resign(
  record: StateRecord,
  key: SigningKey,
  delivery: string,
  now: Date,
): Promise<RecordRead | RecordWrite> {
  return record.update(({ keyId }) => {
    if (keyId === undefined || keyId === key.id) return undefined;
    const cause: Cause = { event: 'sweep', ref: delivery, actor: 'sluice' };
    const entry = { at: now.toISOString(), action: 'resign', subject: `key ${key.id}`, cause };
    return { files: {}, audit: [entry], cause, message: 'Sign the record with the new key' };
  });
}
