import type { ParameterView } from '../../spec/operations.ts';
import { brief } from '../brief.ts';
import type { Witness } from '../change.ts';
import type { Setting, Surface } from '../checks/check.ts';
import { serializationOf } from '../operations/serialization.ts';
import { headerTitle, parameterTitle } from '../operations/titles.ts';
import type { Direction } from '../schemas/schema-pair.ts';

/** How a place at which messages begin is called, and how its values travel. */
export interface Entry {
  readonly direction: Direction;
  readonly surface: Surface;
  /** The surface of everything below. */
  readonly nested: Surface;
  /** The parameter or header, as one would say it; empty for bodies. */
  readonly name: string;
  readonly title: string;
  readonly part: Witness['part'];
  /** How the value travels, and what is in it; undefined: as JSON. */
  readonly setting: Setting | undefined;
  readonly inner: Setting | undefined;
  /** Of a response. */
  readonly status?: string;
  /** The part of a form whose header it is. */
  readonly of?: string;
}

/** Of bodies. */
export const bodyEntries = {
  request: {
    direction: 'request',
    surface: 'request-body',
    nested: 'request-property',
    name: '',
    title: 'Request body',
    part: 'body',
    setting: undefined,
    inner: undefined,
  },
  response: {
    direction: 'response',
    surface: 'response-body',
    nested: 'response-property',
    name: '',
    title: 'Response body',
    part: 'body',
    setting: undefined,
    inner: undefined,
  },
} as const satisfies Record<Direction, Entry>;

/** Of a parameter of a request. */
export function parameterEntry(parameter: ParameterView): Entry {
  const surface = parameter.in === 'header' ? 'request-header' : 'request-parameter';
  return {
    direction: 'request',
    surface,
    nested: `${surface}-property`,
    name: brief(parameter.name),
    title: parameterTitle({ in: parameter.in, name: brief(parameter.name) }),
    part: parameter.in === 'querystring' ? 'query' : parameter.in,
    setting: isList(parameter) ? 'list-parameter' : 'parameter',
    inner: 'in-parameter',
  };
}

/** Whether one value is written as a list of one is. */
function isList(parameter: ParameterView): boolean {
  const { style, explode } = serializationOf(parameter);
  return style === 'form' && explode;
}

const headerEntries = {
  request: {
    direction: 'request',
    surface: 'request-header',
    nested: 'request-header-property',
    part: 'header',
    setting: 'parameter',
    inner: 'in-parameter',
  },
  response: {
    direction: 'response',
    surface: 'response-header',
    nested: 'response-header-property',
    part: 'header',
    setting: 'text',
    inner: 'text',
  },
} as const satisfies Record<Direction, Partial<Entry>>;

/** Of a header of a response. */
export function headerEntry(header: ParameterView): Entry {
  const name = brief(header.name);
  return { ...headerEntries.response, name, title: headerTitle({ name }) };
}

/** Of a header of a part of a form. */
export function partHeaderEntry({ name }: ParameterView, of: string, direction: Direction): Entry {
  return { ...headerEntries[direction], name, title: `Header ${name} of part ${of}`, of };
}
