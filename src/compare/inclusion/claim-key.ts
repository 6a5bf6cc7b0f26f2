import type { Decimal } from './decimal.ts';
import type { Claim, NameSet } from './formula.ts';

/** The same text for equal claims only. Written out: to serialize them with a replacer takes several times as long. */
export function claimKey(claim: Claim): string {
  const kind = `${claim.type} ${claim.claim}`;
  switch (claim.claim) {
    case 'above':
    case 'below':
      return `${kind} ${exact(claim.value)} ${String(claim.open)}`;
    case 'multiple':
      return `${kind} ${exact(claim.of)} ${String(claim.holds)}`;
    case 'pattern':
      return `${kind} ${String(claim.holds)} ${claim.source}`;
    case 'least':
    case 'most':
      return `${kind} ${claim.count}`;
    case 'item':
      return `${kind} ${claim.index} ${claim.value.id}`;
    case 'rest':
      return `${kind} ${claim.from} ${claim.value.id}`;
    case 'contains':
      return `${kind} ${claim.from} ${claim.value.id} ${claim.least} ${claim.most}`;
    case 'unique':
      return `${kind} ${String(claim.holds)}`;
    case 'property':
      return `${kind} ${claim.value.id} ${claim.name}`;
    case 'each':
    case 'some':
      return `${kind} ${claim.value.id} ${listed(claim.names)}`;
    default:
      return `${kind} ${claim.name}`;
  }
}

function exact({ digits, exponent }: Decimal): string {
  return `${digits} ${exponent}`;
}

function listed({ within, outside, except, like }: NameSet): string {
  return JSON.stringify([within, outside, except, like?.id]);
}
