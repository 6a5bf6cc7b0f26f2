import type { Assertion, Concatenation, NoParent } from 'refa';
import { Undecided, type Steps } from './budget.ts';
import * as language from './language.ts';
import type { Language, Piece } from './language.ts';

/** How many ways of passing the assertions of one pattern are looked at. */
const MAX_WAYS = 256;
/** A repetition around an assertion is written out up to so many times. */
const MAX_REPEATS = 4;

type Look = NoParent<Assertion>;

/**
 * The language of whole texts in which a pattern is found somewhere. Anchors and other assertions become intersections: what
 * looks behind restricts the part before it, what looks ahead the part after it.
 */
export function searchLanguage(alternatives: readonly NoParent<Concatenation>[], steps: Steps): Language {
  const ways = alternatives.flatMap(({ elements }) => unfold([language.anything(), ...elements, language.anything()]));
  return language.unionOf(
    ways.map((way) => settle(way, steps)),
    steps,
  );
}

function looks(piece: Piece): boolean {
  if (piece.type === 'Assertion') return true;
  if (piece.type !== 'Alternation' && piece.type !== 'Quantifier') return false;
  return piece.alternatives.some(({ elements }) => elements.some(looks));
}

/** Sequences whose assertions stand at the top, which together mean the same as the one given. */
function unfold(sequence: readonly Piece[]): Piece[][] {
  let ways: Piece[][] = [[]];
  for (const piece of sequence) {
    const options = piece.type === 'Assertion' || !looks(piece) ? [[piece]] : opened(piece);
    ways = ways.flatMap((way) => options.map((option) => [...way, ...option]));
    if (ways.length > MAX_WAYS) throw new Undecided('pattern', 'the pattern has too many assertions');
  }
  return ways;
}

function opened(piece: Piece): Piece[][] {
  if (piece.type !== 'Alternation' && piece.type !== 'Quantifier') return [[piece]];
  const inside = piece.alternatives.flatMap(({ elements }) => unfold(elements));
  if (piece.type === 'Alternation') return inside;
  if (piece.max > MAX_REPEATS) throw new Undecided('pattern', 'the pattern repeats an assertion');
  const ways: Piece[][] = [];
  let times: Piece[][] = [[]];
  for (let count = 0; count <= piece.max; count++) {
    if (count >= piece.min) ways.push(...times);
    if (count < piece.max) times = times.flatMap((way) => inside.map((more) => [...way, ...more]));
    if (times.length > MAX_WAYS) throw new Undecided('pattern', 'the pattern has too many assertions');
  }
  return ways;
}

function settle(pieces: readonly Piece[], steps: Steps, before?: Language): Language {
  const at = pieces.findIndex((piece) => piece.type === 'Assertion');
  const plain = language.sequence(at === -1 ? pieces : pieces.slice(0, at), steps);
  const head = before === undefined ? plain : language.concatenation(before, plain, steps);
  const look = pieces[at];
  if (look?.type !== 'Assertion') return head;
  const rest = pieces.slice(at + 1);
  if (look.kind === 'behind') return settle(rest, steps, behind(head, look, steps));
  const next = rest.findIndex((piece) => piece.type !== 'Assertion' || piece.kind === 'behind');
  const near = rest[next];
  if (near?.type === 'Assertion') {
    // Assertions at one place hold in any order; those that look behind need what stands before them.
    return settle([near, look, ...rest.slice(0, next), ...rest.slice(next + 1)], steps, head);
  }
  requireLocal(rest);
  return language.concatenation(head, ahead(settle(rest, steps), look, steps), steps);
}

function behind(before: Language, look: Look, steps: Steps): Language {
  if (look.negate && anyOne(look)) return language.emptyText(before);
  const endings = look.alternatives.map(({ elements }) => {
    if (elements.some(looks)) throw new Undecided('pattern', 'the pattern nests assertions');
    return language.sequence([language.anything(), ...elements], steps);
  });
  const wanted = language.unionOf(endings, steps);
  return language.intersection(before, look.negate ? language.complement(wanted, steps) : wanted, steps);
}

function ahead(after: Language, look: Look, steps: Steps): Language {
  if (look.negate && anyOne(look)) return language.emptyText(after);
  const ways = look.alternatives.flatMap(({ elements }) => unfold([...elements, language.anything()]));
  for (const way of ways) requireLocal(way);
  const wanted = language.unionOf(
    ways.map((way) => settle(way, steps)),
    steps,
  );
  return language.intersection(after, look.negate ? language.complement(wanted, steps) : wanted, steps);
}

/** `(?!.)` over all characters, which is `$`, and its mirror image `^`. */
function anyOne(look: Look): boolean {
  const [only] = look.alternatives;
  const [piece] = only?.elements ?? [];
  return (
    look.alternatives.length === 1 &&
    only?.elements.length === 1 &&
    piece?.type === 'CharacterClass' &&
    piece.characters.isAll
  );
}

/** What looks behind must find all that it looks at inside these pieces. */
function requireLocal(pieces: readonly Piece[]): void {
  let certain = 0;
  for (const piece of pieces) {
    if (piece.type !== 'Assertion') certain += lengths(piece).least;
    else if (piece.kind === 'behind' && Math.max(...piece.alternatives.map(longest)) > certain) {
      throw new Undecided('pattern', 'the pattern looks behind another assertion');
    }
  }
}

function longest({ elements }: NoParent<Concatenation>): number {
  return elements.reduce((sum, piece) => sum + lengths(piece).most, 0);
}

function lengths(piece: Piece): { least: number; most: number } {
  if (piece.type === 'CharacterClass') return { least: 1, most: 1 };
  if (piece.type !== 'Alternation' && piece.type !== 'Quantifier') return { least: 0, most: 0 };
  const inside = piece.alternatives.map(({ elements }) => {
    const all = elements.map(lengths);
    return {
      least: all.reduce((sum, { least }) => sum + least, 0),
      most: all.reduce((sum, { most }) => sum + most, 0),
    };
  });
  const [low, high] = piece.type === 'Quantifier' ? [piece.min, piece.max] : [1, 1];
  const most = Math.max(0, ...inside.map((each) => each.most));
  return {
    least: inside.length === 0 ? 0 : low * Math.min(...inside.map((each) => each.least)),
    most: most === 0 ? 0 : high * most,
  };
}
