import { readYaml, type Path, type YamlText } from '../../config/yaml-text.ts';

/** A file of the repository as YAML; undefined where there is none, or none that can be read. */
export type Read = (file: string) => Promise<YamlText | undefined>;

/** Each file is read and parsed once. */
export function reader(textOf: (file: string) => Promise<string | undefined>): Read {
  const known = new Map<string, Promise<YamlText | undefined>>();
  const read: Read = async (file) => {
    const text = await textOf(file);
    const yaml = text === undefined ? undefined : readYaml(text, file);
    return yaml?.ok === true ? yaml.text : undefined;
  };
  return (file) => {
    const reading = known.get(file) ?? read(file);
    known.set(file, reading);
    return reading;
  };
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}
