import { membersOf, objectAt, wholeAt } from '../../spec/at.ts';
import { own, type JsonObject } from '../../spec/json.ts';
import { mediaPairs, type MediaPair } from '../operations/operation-pair.ts';
import { describedParts, encodingSpot, isMultipart } from '../operations/parts.ts';
import type { Side } from '../side.ts';
import { plain } from '../wording.ts';
import type { Context, Finding, OperationCheck } from './check.ts';
import { request, response } from './part-headers.ts';

const IDS = {
  'request-body-encoding-header-became-required': 'error',
  'request-body-encoding-header-became-optional': 'info',
  'response-body-encoding-header-became-required': 'info',
  'response-body-encoding-header-became-optional': 'error',
} as const;

export const encodingHeader: OperationCheck = {
  kind: 'operation',
  title: 'Headers of the parts of a form',
  why: 'A part without a header that is required now is refused; who reads a header of a part finds none when it may be left out.',
  instead: 'Keep the header optional, with a meaning for parts that come without it.',
  ids: IDS,
  ours: Object.keys(IDS),
  examples: [
    { of: 'operation', before: request(''), after: request('X-Kind: { required: true, schema: { type: string } }') },
    { of: 'operation', before: request('X-Kind: { required: true, schema: { type: string } }'), after: request('') },
    { of: 'operation', before: response(''), after: response('X-Kind: { required: true, schema: { type: string } }') },
    { of: 'operation', before: response('X-Kind: { required: true, schema: { type: string } }'), after: response('') },
  ],
  reversed: {
    'request-body-encoding-header-became-required': 'info',
    'request-body-encoding-header-became-optional': 'error',
    'response-body-encoding-header-became-required': 'error',
    'response-body-encoding-header-became-optional': 'info',
  },
  compare: (pair, context) => mediaPairs(pair).flatMap((media) => changed(media, context)),
  say: ({ where, id, args: [part, header] }) =>
    `${where}: header ${plain(header)} of part ${plain(part)} ${id.endsWith('-required') ? 'is required now' : 'is not required any more'}.`,
};

function changed({ surface, where, before, after }: MediaPair, { base, head }: Context): Finding[] {
  if (![before, after].every(isMultipart)) return [];
  return describedParts(before, after, { base, head }).flatMap(({ name, old, now }) => {
    const [had, has] = [headersRequired(base, old.node), headersRequired(head, now.node)];
    const finding = (event: string, header: string): Finding => ({
      id: `${surface}-encoding-header-became-${event}`,
      args: [name, header],
      where,
      property: name,
      before: encodingSpot(before, old.node, 'headers', base),
      after: encodingSpot(after, now.node, 'headers', head),
    });
    return [
      ...[...has].filter(([key]) => !had.has(key)).map(([, header]) => finding('required', header)),
      ...[...had].filter(([key]) => !has.has(key)).map(([, header]) => finding('optional', header)),
    ];
  });
}

/** Names as they are written, by themselves in lower case. Content-Type is described by the encoding itself. */
function headersRequired({ description }: Side, encoding: JsonObject | undefined): ReadonlyMap<string, string> {
  const required = membersOf(wholeAt(description, own(encoding, 'headers'))).filter(
    ([, header]) => own(objectAt(description, header), 'required') === true,
  );
  const named = required.map(([name]): [string, string] => [name.toLowerCase(), name]);
  return new Map(named.filter(([key]) => key !== 'content-type'));
}
