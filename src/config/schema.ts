import { z } from 'zod';
import { sinkKinds } from './sinks-config.ts';
import { sluiceConfigSchema } from './sluice-config.ts';
import { floor, kinds } from './targets-config.ts';

/** As much of a JSON Schema as the reference shows. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: string | boolean;
  readonly pattern?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** JSON Schema (2020-12) of `.github/sluice.yaml`, for editors. What only Sluice can check (names that lead somewhere) is not in it. */
export function sluiceConfigJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(sluiceConfigSchema, { io: 'input' });
  return { $schema, title: 'Sluice', description: 'Configuration of Sluice, .github/sluice.yaml', ...schema };
}

/** The schema as it is published: `docs/reference/sluice.schema.json`. */
export function renderConfigurationSchema(): string {
  return `${JSON.stringify(sluiceConfigJsonSchema(), null, 2)}\n`;
}

/** Every key of `.github/sluice.yaml` as a page: `docs/reference/configuration.md`. */
export function renderConfigurationReference(): string {
  return [
    '# `.github/sluice.yaml`',
    '',
    'Generated from the schema: `npx tsx scripts/reference.ts`. For editors the same is in [sluice.schema.json](sluice.schema.json).',
    '',
    'The file is read from the base branch only: what a pull request changes in it counts once it is merged. With no file at all',
    'Sluice finds descriptions by their content, reviews them with the packs that it ships and deploys nothing. A mistake is told',
    'with its line and column, and nothing of a file with a mistake is used.',
    '',
    ...table(sluiceConfigJsonSchema()),
    '',
  ].join('\n');
}

/** Every key of the operator's targets file as a page: `docs/reference/targets.md`. */
export function renderTargetsReference(): string {
  const sections = kinds.flatMap((kind) => [
    `## \`targets.NAME\` of the kind \`${kind.shape.kind.value}\``,
    '',
    ...table(z.toJSONSchema(kind, { io: 'input' })),
    '',
  ]);
  const sinks = sinkKinds.flatMap((kind) => [
    `## \`notify.NAME\` of the kind \`${kind.shape.kind.value}\``,
    '',
    ...table(z.toJSONSchema(kind, { io: 'input' })),
    '',
  ]);
  return [
    '# `sluice.targets.yaml`',
    '',
    'Generated from the schema: `npx tsx scripts/reference.ts`. What each kind is for and an example of it: [targets](../targets.md).',
    '',
    'The file that `SLUICE_TARGETS` names, read once at the start. With a mistake in it, told with its line and column, nothing starts.',
    'Targets and sinks have names of lower-case letters, digits, dots, dashes and underscores; no secret stands in the file.',
    '',
    ...sections,
    '## `floors.ENVIRONMENT`',
    '',
    'What a repository can tighten and never weaken.',
    '',
    ...table(z.toJSONSchema(floor, { io: 'input' })),
    '',
    ...sinks,
  ].join('\n');
}

function table(schema: object): string[] {
  const rows = entries(schema, '').map(
    ({ key, form, required, description }) => `| \`${key}\` | ${form} | ${required} | ${description} |`,
  );
  return ['| key | form | required | |', '| --- | --- | --- | --- |', ...rows];
}

interface Entry {
  readonly key: string;
  readonly form: string;
  /** `yes`, `one of` beside the other forms, or nothing. */
  readonly required: string;
  readonly description: string;
}

/** The way to each key; `[]` is any item of a list, `NAME` any key of a map. Where a gateway block comes again it is told by its first. */
function entries(schema: Schema, prefix: string, seen = new Set<string>(), alternatives = false): Entry[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    const isRequired = (schema.required ?? []).includes(name);
    const required = !isRequired ? '' : alternatives ? 'one of' : 'yes';
    const entry = { key, form: formOf(value), required, description: value.description ?? '' };
    if (name === 'gateway' && seen.has(name)) {
      return [{ ...entry, description: `${entry.description} Keys as in \`apis[].gateway\`.` }];
    }
    if (name === 'gateway') seen.add(name);
    return [entry, ...below(value, key, seen)];
  });
}

function below(schema: Schema, key: string, seen: Set<string>, alternatives = false): Entry[] {
  if (schema.anyOf) return schema.anyOf.flatMap((form) => below(form, key, seen, true));
  if (schema.items) return below(schema.items, `${key}[]`, seen);
  if (typeof schema.additionalProperties === 'object') return below(schema.additionalProperties, `${key}.NAME`, seen);
  return entries(schema, key, seen, alternatives);
}

function formOf(schema: Schema): string {
  if (schema.anyOf) return [...new Set(schema.anyOf.map(formOf))].join(' or ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.items) return `list of ${formOf(schema.items)}`;
  if (typeof schema.additionalProperties === 'object') return `map to ${formOf(schema.additionalProperties)}`;
  if (schema.properties) return 'map';
  if (schema.format === 'uri') return 'address';
  return (
    { string: 'text', integer: 'whole number', number: 'number', boolean: '`true`, `false`' }[schema.type ?? ''] ??
    'value'
  );
}
