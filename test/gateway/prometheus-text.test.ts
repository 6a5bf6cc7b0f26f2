import { describe, expect, it } from 'vitest';
import { usageOf } from '../../src/gateway/embedded/usage.ts';
import { parsePrometheusText } from '../../src/gateway/prometheus-text.ts';

describe('parsePrometheusText', () => {
  it('reads samples, labels and what is escaped in them', () => {
    const text = '# HELP a b\n# TYPE a counter\na{x="1",y="q\\"\\\\\\n,}"} 3 1700000000\nb +Inf\nnot a sample\n';
    expect(parsePrometheusText(text)).toEqual([
      { name: 'a', labels: { x: '1', y: 'q"\\\n,}' }, value: 3 },
      { name: 'b', labels: {}, value: Infinity },
    ]);
  });
});

describe('usageOf', () => {
  const node = [
    'sluice_gateway_requests_total{owner="me",api="a",code="200"} 7',
    'sluice_gateway_requests_total{owner="me",api="a",code="502"} 2',
    'sluice_gateway_requests_total{owner="me",api="a",code="429"} 1',
    'sluice_gateway_requests_total{owner="other",api="a",code="500"} 9',
    'sluice_gateway_request_duration_seconds_bucket{le="0.1",owner="me",api="a"} 6',
    'sluice_gateway_request_duration_seconds_bucket{le="+Inf",owner="me",api="a"} 10',
  ].join('\n');

  it('adds the nodes up, for one owner', () => {
    expect(usageOf('me', [node, node])).toEqual({
      a: {
        requests: 20,
        errors: 4,
        latency: [
          { le: 0.1, count: 12 },
          { le: null, count: 20 },
        ],
      },
    });
  });
});
