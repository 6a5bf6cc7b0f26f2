import type { GatewayBlock } from './gateway-block.ts';
import { inOrder } from './order.ts';
import type { ApiConfig, ApiDefinition, SluiceConfig } from './sluice-config.ts';

/**
 * Every API as it should be in one environment: the defaults, the API's own block over them, the environment's overlay over both.
 * A key is taken whole from the last that has it: two ways of authenticating are never mixed. An API that neither itself nor by
 * an overlay has a block gets none: defaults alone deploy nothing.
 */
export function effectiveApis(config: SluiceConfig, environment: string): ApiDefinition[] {
  const overlays = config.environments?.[environment]?.overlays ?? {};
  return (config.apis ?? []).map((api) => {
    const overlay = Object.hasOwn(overlays, api.name) ? overlays[api.name]?.gateway : undefined;
    const gateway = merged(config.defaults?.gateway, api.gateway, overlay);
    return {
      name: api.name,
      owners: api.owners ?? [],
      dependsOn: api.dependsOn ?? [],
      ...(api.spec === undefined ? {} : { spec: api.spec }),
      ...(gateway === undefined ? {} : { gateway }),
    };
  });
}

function merged(
  defaults: GatewayBlock | undefined,
  own: GatewayBlock | undefined,
  overlay: GatewayBlock | undefined,
): GatewayBlock | undefined {
  return own === undefined && overlay === undefined ? undefined : { ...defaults, ...own, ...overlay };
}

/** The environments' names, each after the one that it waits for; otherwise as they are written. */
export function environmentOrder(config: SluiceConfig): string[] {
  const entries = Object.entries(config.environments ?? {});
  return inOrder(new Map(entries.map(([name, { after }]) => [name, after === undefined ? [] : [after]])));
}

/** The user's own files of one API for one target, in the order of the configuration. */
export function nativeFiles(config: SluiceConfig, api: string, target: string): readonly string[] {
  const native: ApiConfig['native'] = config.apis?.find((candidate) => candidate.name === api)?.native;
  return native !== undefined && Object.hasOwn(native, target) ? (native[target] ?? []) : [];
}
