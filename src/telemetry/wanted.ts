/** What the standard variables ask for (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). */
export type TracesWanted =
  | { readonly kind: 'on'; readonly protocol: 'http/protobuf' | 'http/json' }
  /** `why`: somebody asked for traces that cannot be had so. Never a value, which may hold a secret. */
  | { readonly kind: 'off'; readonly why?: string };

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;
const PROTOCOLS = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'] as const;

/** On where an endpoint is set and nothing says no. The specification would send to localhost without one, which no server wants unasked. */
export function tracesWanted(env: Readonly<Record<string, string | undefined>>): TracesWanted {
  const read = (name: string): string | undefined => env[name]?.trim() || undefined;
  const endpoint = ENDPOINTS.find((name) => read(name) !== undefined);
  if (endpoint === undefined || read('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return { kind: 'off' };
  const exporters = (read('OTEL_TRACES_EXPORTER') ?? 'otlp').split(',').map((name) => name.trim());
  if (exporters.includes('none')) return { kind: 'off' };
  if (!exporters.includes('otlp')) return off('OTEL_TRACES_EXPORTER names no exporter that is here: set it to otlp');
  if (!/^https?:$/.test(protocolOf(read(endpoint)))) {
    return off(`${endpoint} is no address that begins with http:// or https://`);
  }
  const named = PROTOCOLS.find((name) => read(name) !== undefined);
  const protocol = named === undefined ? 'http/protobuf' : read(named);
  if (protocol === 'http/protobuf' || protocol === 'http/json') return { kind: 'on', protocol };
  return off(`${named ?? ''} asks for what is not spoken here: set it to http/protobuf, and the endpoint to its port`);
}

function off(why: string): TracesWanted {
  return { kind: 'off', why: `no traces are exported: ${why}` };
}

function protocolOf(address = ''): string {
  return URL.canParse(address) ? new URL(address).protocol : '';
}
