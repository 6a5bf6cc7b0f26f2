import type { CharSet, Concatenation, DFA, NFA as Nfa, NoParent, TransitionIterable } from 'refa';
import type { Steps } from './budget.ts';
import { loadRefa } from './packages.ts';

const MAX_CHARACTER = 0x10ffff;
/** Automata beyond this are given up. */
const MAX_STATES = 5000;
/** A node costs more than a link: it is copied, held against others and counted. */
const STEPS_PER_NODE = 8;
const options = { maxCharacter: MAX_CHARACTER };

/** A piece of a regular expression that looks neither ahead nor behind. */
export type Piece = NoParent<Concatenation>['elements'][number];
/** A set of texts, by an automaton that takes them. */
export type Language = TransitionIterable<Nfa.ReadonlyNode> & { readonly isEmpty: boolean };

/** Nodes of which every link is paid for by the ranges of its characters: a few nodes can have millions of them. */
function paid<N extends Linked>(limit: { createNode: () => N }, steps: Steps): { createNode: () => N } {
  return {
    createNode: () => {
      steps.spend(STEPS_PER_NODE);
      const node = limit.createNode();
      const link = node.link.bind(node);
      node.link = (to, characters) => {
        steps.spend(1 + characters.ranges.length);
        link(to, characters);
      };
      return node;
    },
  };
}

interface Linked {
  link(to: this, characters: CharSet): void;
}

function nodes(steps: Steps): ReturnType<typeof paid<Nfa.Node>> {
  return paid(new (loadRefa().NFA.LimitedNodeFactory)(MAX_STATES), steps);
}

/** Any text. */
export function anything(): Piece {
  const anyCharacter = { type: 'CharacterClass', characters: loadRefa().CharSet.all(MAX_CHARACTER) } as const;
  return {
    type: 'Quantifier',
    min: 0,
    max: Infinity,
    lazy: false,
    alternatives: [{ type: 'Concatenation', elements: [anyCharacter] }],
  };
}

/** Texts of all pieces, one behind the other. @throws where it takes too many states. */
export function sequence(pieces: readonly Piece[], steps: Steps): Language {
  return loadRefa().NFA.fromRegex({ type: 'Concatenation', elements: [...pieces] }, options, {}, nodes(steps));
}

/** Texts of both. @throws where it takes too many states. */
export function intersection(a: Language, b: Language, steps: Steps): Language {
  return loadRefa().NFA.fromIntersection(a, b, nodes(steps));
}

/** All other texts. @throws where it takes too many states. */
export function complement(language: Language, steps: Steps): Language {
  const automaton = determine(language, steps);
  automaton.complement();
  return loadRefa().NFA.fromTransitionIterator(automaton.transitionIterator(), options);
}

/** The empty text, where the language has it; else nothing. */
export function emptyText(language: Language): Language {
  const { NFA } = loadRefa();
  const { initial, isFinal } = language.transitionIterator();
  return isFinal(initial) ? NFA.emptyWord(options) : NFA.empty(options);
}

/** Texts of the first followed by texts of the second. */
export function concatenation(first: Language, second: Language, steps: Steps): Language {
  const { NFA } = loadRefa();
  const [head, tail] = [first.transitionIterator(), second.transitionIterator()];
  const ofTail = new Set<Nfa.ReadonlyNode>();
  const tailStart = tail.getOut(tail.initial);
  const iterator = {
    initial: head.initial,
    getOut: (state: Nfa.ReadonlyNode): ReadonlyMap<Nfa.ReadonlyNode, CharSet> => {
      const out = ofTail.has(state) ? tail.getOut(state) : head.getOut(state);
      if (ofTail.has(state)) {
        for (const next of out.keys()) ofTail.add(next);
        return out;
      }
      if (!head.isFinal(state)) return out;
      for (const next of tailStart.keys()) ofTail.add(next);
      return new Map([...out, ...tailStart]);
    },
    isFinal: (state: Nfa.ReadonlyNode): boolean =>
      ofTail.has(state) ? tail.isFinal(state) : head.isFinal(state) && tail.isFinal(tail.initial),
  };
  return NFA.fromTransitionIterator(iterator, options, nodes(steps));
}

/** @throws where determinising needs too many states. */
export function determine(language: Language, steps: Steps): DFA {
  const { DFA } = loadRefa();
  const iterator = language.transitionIterator();
  const getOut = (state: Nfa.ReadonlyNode): ReadonlyMap<Nfa.ReadonlyNode, CharSet> => {
    const out = iterator.getOut(state);
    // Read once for each set of states that this one is in.
    steps.spend(1 + out.size);
    return out;
  };
  const limit = paid(new DFA.LimitedNodeFactory(MAX_STATES), steps);
  const automaton = DFA.fromTransitionIterator({ ...iterator, getOut }, options, limit);
  automaton.minimize();
  return automaton;
}

/** Texts of any of them. */
export function unionOf(languages: readonly Language[], steps: Steps): Language {
  const [only] = languages;
  if (languages.length === 1 && only !== undefined) return only;
  const { NFA } = loadRefa();
  const parts = languages.map((language) => language.transitionIterator());
  const start: Nfa.ReadonlyNode = new NFA.Node();
  const home = new Map<Nfa.ReadonlyNode, (typeof parts)[number]>();
  const iterator = {
    initial: start,
    getOut: (state: Nfa.ReadonlyNode): ReadonlyMap<Nfa.ReadonlyNode, CharSet> => {
      const part = home.get(state);
      if (part !== undefined) {
        const out = part.getOut(state);
        for (const next of out.keys()) home.set(next, part);
        return out;
      }
      const starts = new Map<Nfa.ReadonlyNode, CharSet>();
      for (const each of parts) {
        for (const [next, characters] of each.getOut(each.initial)) {
          home.set(next, each);
          starts.set(next, characters);
        }
      }
      return starts;
    },
    isFinal: (state: Nfa.ReadonlyNode): boolean =>
      home.get(state)?.isFinal(state) ?? parts.some((part) => part.isFinal(part.initial)),
  };
  return NFA.fromTransitionIterator(iterator, options, nodes(steps));
}
