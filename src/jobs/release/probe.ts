import { request } from 'undici';
import type { ApiDefinition } from '../../config/sluice-config.ts';
import type { ProbeResult } from '../../release/analysis.ts';
import { requesting } from '../../telemetry/requests.ts';

const TIMEOUT_MS = 5_000;

/**
 * One request through a gateway, as a client would make it. The address is the operator's, only the path is the repository's;
 * redirects are an answer, not a way to somewhere else.
 */
export async function probe(gatewayUrl: string, path: string, apis: readonly ApiDefinition[]): Promise<ProbeResult> {
  const api = ownerOf(path, apis);
  const base = { path, ...(api !== undefined && { api }) };
  const started = performance.now();
  try {
    return await requesting({ method: 'GET', address: gatewayUrl, route: '/{probe}' }, async (answered) => {
      const answer = await request(`${gatewayUrl}${path}`, {
        headers: { 'user-agent': 'sluice-probe' },
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answered(answer.statusCode);
      await answer.body.dump();
      return { ...base, status: answer.statusCode, ms: performance.now() - started };
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...base, ms: performance.now() - started, message: message.slice(0, 200) };
  }
}

/** The API with the longest listen path that the probe is below of. */
function ownerOf(path: string, apis: readonly ApiDefinition[]): string | undefined {
  return apis
    .map(({ name, gateway }) => ({ name, listen: gateway?.path ?? `/${name}` }))
    .filter(({ listen }) => path === listen || path.startsWith(listen.endsWith('/') ? listen : `${listen}/`))
    .sort((a, b) => b.listen.length - a.listen.length)[0]?.name;
}
