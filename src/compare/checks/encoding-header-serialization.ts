import { matchHeaders, mediaPairs, type MediaPair } from '../operations/operation-pair.ts';
import { describedParts, isMultipart, partHeaders } from '../operations/parts.ts';
import { rewritings, sayRewriting } from '../operations/rewriting.ts';
import { plain } from '../wording.ts';
import type { Context, Finding, OperationCheck } from './check.ts';
import { request, response } from './part-headers.ts';

const IDS = {
  'request-body-encoding-header-style-changed': 'error',
  'request-body-encoding-header-explode-changed': 'error',
  'request-body-encoding-header-content-changed': 'error',
  'response-body-encoding-header-style-changed': 'error',
  'response-body-encoding-header-explode-changed': 'error',
  'response-body-encoding-header-content-changed': 'error',
} as const;

const object = 'schema: { type: object, properties: { b: { type: string } } }';
const list = 'schema: { type: array, items: { type: string } }';
const examples = [
  [list, `style: pipeDelimited, ${list}`],
  [object, `explode: true, ${object}`],
  [list, `content: { application/json: { ${list} } }`],
] as const;

export const encodingHeaderSerialization: OperationCheck = {
  kind: 'operation',
  title: 'How a header of a part of a form is written',
  why: 'Who reads a part’s header as `b,1` cannot read `b=1`, and nothing that waits for a list of words can read JSON.',
  instead: 'Send a second header in the new form beside the old one, and accept both.',
  ids: IDS,
  ours: Object.keys(IDS),
  examples: [request, response].flatMap((message) =>
    examples.map(
      ([before, after]) =>
        ({
          of: 'operation',
          before: message(`X-Kind: { ${before} }`),
          after: message(`X-Kind: { ${after} }`),
        }) as const,
    ),
  ),
  compare: (pair, context) => mediaPairs(pair).flatMap((media) => changed(media, context)),
  say: ({ where, id, args: [part, header, ...values] }) =>
    sayRewriting(`${where}: header ${plain(header)} of part ${plain(part)}`, id, values),
};

function changed({ surface, where, before, after }: MediaPair, sides: Context): Finding[] {
  if (![before, after].every(isMultipart)) return [];
  return describedParts(before, after, sides).flatMap(({ name }) =>
    matchHeaders(partHeaders(before, name, sides.base), partHeaders(after, name, sides.head)).both.flatMap((header) =>
      rewritings(header.before, header.after, sides).map(({ event, args, ...spots }): Finding => ({
        id: `${surface}-encoding-header-${event}`,
        args: [name, header.after.name, ...args],
        where,
        property: name,
        ...spots,
      })),
    ),
  );
}
