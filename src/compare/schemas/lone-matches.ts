import type { Matching } from '../matching.ts';
import type { Member } from './members.ts';

/** Where one nameless member of a type is left on each side; objects are told apart by what they have. */
export function matchLoneTypes(matching: Matching<Member>): Matching<Member> {
  let rest = matching;
  for (const type of ['array', 'string', 'integer', 'number', 'boolean']) {
    const [gone, come] = [rest.removed, rest.added].map((members) =>
      onlyOne(members.filter((each) => isOf(each, type))),
    );
    rest = paired(rest, gone, come);
  }
  return rest;
}

/** Where there was one nameless on each side to be matched by its looks, and nothing looks like either. */
export function matchLone(sure: Matching<Member>, matching: Matching<Member>): Matching<Member> {
  // Where the numbers differ, members were put together or taken apart.
  if (sure.removed.length !== sure.added.length) return matching;
  const [gone, come] = [sure.removed, sure.added].map((members) => onlyOne(members.filter(isNameless)));
  return paired(matching, gone, come);
}

function onlyOne(members: readonly Member[]): Member | undefined {
  return members.length === 1 ? members[0] : undefined;
}

/** With the two matched that are still free. */
function paired(matching: Matching<Member>, gone: Member | undefined, come: Member | undefined): Matching<Member> {
  const { added, removed, both } = matching;
  if (gone === undefined || come === undefined || !removed.includes(gone) || !added.includes(come)) return matching;
  return {
    added: added.filter((member) => member !== come),
    removed: removed.filter((member) => member !== gone),
    both: [...both, { before: gone, after: come }],
  };
}

function isOf(member: Member, type: string): boolean {
  const { types } = member.schema.view;
  return isNameless(member) && types?.size === 1 && types.has(type);
}

function isNameless({ name }: Member): boolean {
  return name === undefined;
}
