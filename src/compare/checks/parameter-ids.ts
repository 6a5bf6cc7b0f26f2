import type { Level } from '../change.ts';

/**
 * Ids of our own for objects that parameters and headers are: oasdiff looks at bodies alone there.
 *
 * @param stem what refuses more where it is added.
 * @param isChangeable whether there is a change of it that refuses something and allows something, both ways.
 */
export function parameterIds(stem: string, isChangeable = false): Readonly<Record<string, Level>> {
  const surfaces = ['request-parameter', 'request-parameter-property', 'response-header'] as const;
  return Object.fromEntries(
    surfaces.flatMap((surface): [string, Level][] => {
      const isRead = surface === 'response-header';
      return [
        [`${surface}-${stem}-added`, isRead ? 'info' : 'error'],
        ...(isChangeable ? [[`${surface}-${stem}-changed`, 'error'] satisfies [string, Level]] : []),
        [`${surface}-${stem}-removed`, isRead ? 'error' : 'info'],
      ];
    }),
  );
}
