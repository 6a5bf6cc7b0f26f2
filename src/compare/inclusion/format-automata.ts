import type { Automaton, Edge } from './automaton.ts';
import { formatTables } from './format-tables.ts';
import { formatPatterns } from './formats.ts';

/** Numbers are written in this base. */
const BASE = 36;

const bySource = new Map([...formatPatterns].map(([name, source]) => [source, formatTables[name]]));

/**
 * The automaton of a format's pattern; undefined for any other pattern. Read from a table, since to load refa and to make the automaton
 * of `uri` takes 80 ms, as long as all else that is asked of most pairs of descriptions together.
 */
export function formatAutomaton(source: string): Automaton | undefined {
  const table = bySource.get(source);
  return table === undefined ? undefined : fromTable(table);
}

/** States are separated by `;`, accepting ones begin with `*`; then come their edges, `min-max>to`. */
export function toTable({ accepting, edges }: Automaton): string {
  const number = (value: number): string => value.toString(BASE);
  return edges
    .map((out, state) => {
      const written = out.map(({ min, max, to }) => `${number(min)}-${number(max)}>${number(to)}`);
      return `${accepting[state] === true ? '*' : ''}${written.join()}`;
    })
    .join(';');
}

function fromTable(table: string): Automaton {
  const states = table.split(';');
  return {
    accepting: states.map((state) => state.startsWith('*')),
    edges: states.map((state) => {
      const out = state.replace('*', '');
      return out === '' ? [] : out.split(',').map(readEdge);
    }),
  };
}

function readEdge(text: string): Edge {
  const [min = 0, max = 0, to = 0] = text.split(/[->]/).map((number) => parseInt(number, BASE));
  return { min, max, to };
}
