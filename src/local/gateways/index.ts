import { embedded } from './embedded.ts';
import { kubernetes } from './kubernetes.ts';
import type { GatewayOpener } from './opener.ts';
import { traefik, traefikFile } from './traefik.ts';
import { tyk } from './tyk.ts';

/** One line for each kind of gateway that the story can be played on. */
export const gateways = {
  embedded,
  traefik,
  'traefik-file': traefikFile,
  tyk,
  kubernetes,
} as const satisfies Record<string, GatewayOpener>;

export type GatewayKind = keyof typeof gateways;

export const gatewayKinds = Object.keys(gateways) as readonly GatewayKind[];
