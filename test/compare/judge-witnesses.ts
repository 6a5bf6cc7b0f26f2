import { parse } from 'yaml';
import { reported, type ReportedChange } from '../../src/cli/check/report.ts';
import { compare } from '../../src/compare/compare.ts';
import { described } from '../spec/files.ts';
import { Stranger } from './stranger.ts';

const show = (path: string): string => path;

export interface Judged {
  /** What is wrong with the witnesses of a pair. */
  readonly faults: readonly string[];
  readonly witnesses: number;
  /** Errors that are neither shown nor proved. */
  readonly unproved: number;
}

/** Has every witness of a pair confirmed by a stranger’s validator. */
export function judge(name: string, base: Uint8Array, head: Uint8Array): Judged {
  const all = compare(described({ 'api.yaml': base }), described({ 'api.yaml': head }), {
    today: '2026-11-20',
    witness: 'all',
  }).map((change) => reported(change, show, show));
  const changes = all.filter(({ witness }) => witness !== null);
  const unproved = all.filter((change) => change.unproved).length;
  if (changes.length === 0) return { faults: [], witnesses: 0, unproved };
  const [before, after] = [base, head].map((text) => new Stranger(parsed(text)));
  if (before === undefined || after === undefined) throw new Error('no text');
  const faults = changes.flatMap((change) =>
    faultsOf(change, before, after).map((fault) => `${name}: ${change.id}: ${fault}`),
  );
  return { faults, witnesses: changes.length, unproved };
}

function parsed(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes).toString('utf8');
  return text.startsWith('{') ? JSON.parse(text) : parse(text, { maxAliasCount: -1, merge: true });
}

function faultsOf(change: ReportedChange, before: Stranger, after: Stranger): string[] {
  const { witness, id, property, operations } = change;
  if (witness === null) return [];
  const { surface, part, instance, acceptedBy, base, head } = witness;
  const [first] = operations;
  const isReversed = /^(?:webhook|callback):/.test(first?.path ?? '');
  const isSent = (surface === 'request') !== isReversed;
  const parts = id.includes('-parameter-')
    ? [before, after].flatMap((side) => side.partsOf(first?.method ?? '', first?.path ?? '', nameIn(property)))
    : [
        /-header-/.test(id) && !/header-property/.test(id) ? 'header' : 'body',
        ...(/header/.test(id) ? ['header'] : []),
      ];
  const valid = {
    base: before.accepts(base, instance, surface),
    head: after.accepts(head, instance, surface),
  };
  return [
    ...(id.includes(surface) ? [] : [`shown in a ${surface}`]),
    ...(acceptedBy === (isSent ? 'base' : 'head') ? [] : [`accepted by ${acceptedBy}`]),
    ...(parts.includes(part) ? [] : [`in the ${part}, not ${parts.join()}`]),
    ...(valid[acceptedBy] ? [] : [`${JSON.stringify(instance)} is refused at ${String(witness[acceptedBy])}`]),
    ...(valid[acceptedBy === 'base' ? 'head' : 'base']
      ? [`${JSON.stringify(instance)} is accepted on both sides`]
      : []),
  ];
}

/** A parameter's own name, where a property of its value is named. */
function nameIn(property: string | null): string {
  return property?.replace(/(?:\.\[\]|\[|\.).*$/, '') ?? '';
}
