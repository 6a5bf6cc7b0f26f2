import type { FetchFile, InspectedApi, InspectRequest, Side } from './inspect.ts';

export interface SentFile {
  readonly side: Side;
  readonly path: string;
  readonly bytes: Awaited<ReturnType<FetchFile>>;
}

export interface WantedFile {
  readonly side: Side;
  readonly path: string;
}

/** What the parent says: one request, then the files that were asked for, until the answer. */
export type ToChild =
  | { readonly type: 'inspect'; readonly request: InspectRequest; readonly files: readonly SentFile[] }
  | { readonly type: 'files'; readonly files: readonly SentFile[] };

export type FromChild =
  | { readonly type: 'ready' }
  | { readonly type: 'need'; readonly files: readonly WantedFile[] }
  | { readonly type: 'done'; readonly apis: readonly InspectedApi[] };
