import type { ParameterView } from '../../spec/operations.ts';

/** e.g. `Response header X-Left`. */
export function headerTitle({ name }: Pick<ParameterView, 'name'>): string {
  return `Response header ${name}`;
}

/** e.g. `Query parameter limit`. */
export function parameterTitle(parameter: Pick<ParameterView, 'in' | 'name'>): string {
  return `${parameter.in.charAt(0).toUpperCase()}${parameter.in.slice(1)} parameter ${parameter.name}`;
}
