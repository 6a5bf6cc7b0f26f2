import { beforeEach, describe, expect, it } from 'vitest';
import type { Scope } from '../../../src/gateway/target.ts';
import type { JsonObject } from '../../../src/spec/json.ts';
import { api, never } from '../harness.ts';
import { programs } from './cluster.ts';
import { object, upstream, useCluster } from './world.ts';

describe.skipIf(programs === undefined)('an upstream of the cluster that nothing answers for', () => {
  const { ask, fresh, open, apply } = useCluster();
  let scope: Scope;
  let name: string;
  beforeEach(() => {
    ({ scope, name } = fresh());
  });

  /** A Service of the cluster and what its pods are like: `undefined` where the cluster does not tell. */
  const service = async (of: string, ready: boolean | undefined): Promise<string> => {
    await ask(
      'POST',
      '/api/v1/namespaces/default/services',
      object('v1', 'Service', of, { spec: { ports: [{ port: 8080 }] } }),
    );
    if (ready !== undefined) {
      const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
      const slice: JsonObject = {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: of, labels: { 'kubernetes.io/service-name': of } },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready } }],
        ports: [{ port: 8080 }],
      };
      expect(await ask('POST', slices, slice)).toMatchObject({ status: 201 });
    }
    return `http://${of}.default.svc:8080`;
  };
  const verdict = async (block: Parameters<typeof api>[1]) => {
    const target = await open();
    const receipt = await apply(target, [api(name, block)]);
    return target.verify(scope, receipt, never);
  };

  it.each<[string, boolean | undefined, object]>([
    ['is live where a pod is ready', true, { live: true }],
    ['is live where the cluster does not tell', undefined, { live: true }],
    [
      'is named where no pod is ready',
      false,
      {
        live: false,
        reason: 'differs',
        message: expect.stringMatching(
          /IngressRoute.*Service default\/.* has no endpoint that is ready: look at the pods/,
        ) as string,
      },
    ],
  ])('%s', async (_, ready, expected) => {
    expect(await verdict({ upstream: await service(`${name}-svc`, ready) })).toMatchObject(expected);
  });

  it('is named where the Service went away after the write', async () => {
    const target = await open();
    const receipt = await apply(target, [api(name, { upstream: await service(`${name}-svc`, true) })]);
    await ask('DELETE', `/api/v1/namespaces/default/services/${name}-svc`);
    expect(await target.verify(scope, receipt, never)).toMatchObject({
      live: false,
      message: expect.stringContaining(`Service default/${name}-svc is not there`) as string,
    });
  });

  it('is looked at among weights, and may be dead where nothing is sent to it', async () => {
    const dead = await service(`${name}-svc`, false);
    const weighed = (weight: number) => ({
      upstream: [
        { url: upstream, weight: 1 },
        { url: dead, weight },
      ],
    });
    expect(await verdict(weighed(1))).toMatchObject({ live: false });
    expect(await verdict(weighed(0))).toMatchObject({ live: true });
  });

  it('is no reason to refuse what somebody else changes', async () => {
    const dead = await service(`${name}-svc`, false);
    const target = await open();
    await apply(target, [api(name, { upstream: dead })]);
    const receipt = await apply(target, [api(name, { upstream: dead }), api(`${name}-b`, { upstream })]);
    expect(await target.verify(scope, receipt, never)).toMatchObject({ live: true });
  });
});
