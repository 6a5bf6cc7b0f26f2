import { expect, it } from 'vitest';
import { tracesWanted } from '../../src/telemetry/wanted.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
const on = { kind: 'on', protocol: 'http/protobuf' };
const off = { kind: 'off' };

it.each<[string, Record<string, string>, object]>([
  ['nothing is set', {}, off],
  ['only a name is set', { OTEL_SERVICE_NAME: 'sluice', OTEL_TRACES_EXPORTER: 'otlp' }, off],
  ['the endpoint is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, off],
  ['an endpoint is set', endpoint, on],
  ['one of traces alone is set', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces' }, on],
  ['the SDK is disabled', { ...endpoint, OTEL_SDK_DISABLED: 'True' }, off],
  ['the SDK is not disabled', { ...endpoint, OTEL_SDK_DISABLED: '1' }, on],
  ['no exporter is wanted', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }, off],
  ['several exporters are named', { ...endpoint, OTEL_TRACES_EXPORTER: 'console, otlp' }, on],
  ['JSON is asked for', { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, { ...on, protocol: 'http/json' }],
  [
    'traces have a protocol of their own',
    { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' },
    on,
  ],
])('where %s', (_, env, wanted) => {
  expect(tracesWanted(env)).toEqual(wanted);
});

it.each<[string, Record<string, string>]>([
  ['OTEL_EXPORTER_OTLP_PROTOCOL', { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
  ['OTEL_TRACES_EXPORTER', { ...endpoint, OTEL_TRACES_EXPORTER: 'zipkin' }],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'user:hunter2@collector:4318' }],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'hunter2' }],
])('says by its name alone that %s cannot be had so', (variable, env) => {
  const wanted = tracesWanted(env);
  expect(wanted).toEqual({ kind: 'off', why: expect.stringContaining(`${variable} `) as string });
  expect(JSON.stringify(wanted)).not.toContain('hunter2');
});
