import type { RecordView } from '../../github/record-view.ts';
import type { ApiContent } from '../../release/compose.ts';
import type { Ahead } from '../../release/state.ts';
import { asText, files } from '../platform/record.ts';
import type { Content } from './snapshot.ts';

/** Of an environment: what is live and no analysis has let pass, by API. Everything else that is live is last good. */
export async function aheadOf(view: RecordView, environment: string): Promise<Map<string, ApiContent>> {
  const stored = (await view.json(files.ahead(environment))) as Ahead | undefined;
  return new Map(Object.entries(stored ?? {}));
}

/** As a file of the record, once this content is live; pinned APIs are at last good. */
export async function withAhead(
  view: RecordView,
  environment: string,
  content: Content,
  pins: ReadonlySet<string>,
): Promise<Record<string, string | null>> {
  const ahead = await aheadOf(view, environment);
  for (const [api, resources] of content) {
    if (pins.has(api)) ahead.delete(api);
    else ahead.set(api, resources);
  }
  return fileOf(environment, ahead);
}

/** The same once these APIs are at last good, or their content has become it. Nothing where they were not ahead. */
export async function withoutAhead(
  view: RecordView,
  environment: string,
  apis: Iterable<string>,
): Promise<Record<string, string | null>> {
  const ahead = await aheadOf(view, environment);
  const changed = [...apis].filter((api) => ahead.delete(api)).length > 0;
  return changed ? fileOf(environment, ahead) : {};
}

function fileOf(environment: string, ahead: Content): Record<string, string | null> {
  return { [files.ahead(environment)]: ahead.size === 0 ? null : asText(Object.fromEntries(ahead)) };
}
