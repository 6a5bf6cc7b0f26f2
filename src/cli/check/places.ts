import { isCandidate } from '../../spec/discover.ts';
import { onDisk } from './disk.ts';
import { fromPipe, isPipe, isSamePipe } from './pipe.ts';
import { CannotRun } from './tree.ts';
import type { Place } from './tree.ts';

function missing(name: string): CannotRun {
  if (/^https?:/i.test(name)) {
    const next = `Next: curl -fsS ${name} | sluice check - FILE`;
    return new CannotRun(`${name}: nothing is read over the network.`, { next });
  }
  const reason = `${name} is no file, no folder and no git revision here.`;
  const next = 'A checkout of a CI job has one commit: fetch the other first, as by git fetch origin main.';
  return new CannotRun(reason, { next: isCandidate(name) && !name.includes(':') ? undefined : next });
}

/** What runs git is loaded only where a revision is named: that takes longer than to start. */
async function atRevision(name: string, folder?: string): Promise<Place | undefined> {
  const git = await import('./git.ts');
  return git.atRevision(name, folder);
}

/** What is somewhere by its name alone. */
async function onItsOwn(name: string): Promise<Place | undefined> {
  const place = await onDisk(name);
  if (place !== undefined || !name.includes(':')) return place;
  const git = await import('./git.ts');
  return git.atPath(name);
}

/** A revision beside a file or a folder stands for the same file or folder at that commit. */
async function revisionBeside(name: string, other: Place): Promise<Place> {
  const place = await atRevision(name, other.folder);
  if (place === undefined) throw missing(name);
  const { file } = other;
  if (file === undefined) return place;
  await place.tree.fetch([file]);
  if (place.tree.read(file) !== null) return { ...place, file };
  const next = `Name what it was called there, such as ${name}:old.yaml, or a folder: in one, what is new is told as new.`;
  throw new CannotRun(`${name} has no file ${file}: it is new, or was moved.`, { next });
}

async function inTrees(baseName: string, headName: string): Promise<[Place, Place]> {
  const [base, head] = await Promise.all([onItsOwn(baseName), onItsOwn(headName)]);
  if (base !== undefined && head !== undefined) return [base, head];
  if (base !== undefined) return [base, await revisionBeside(headName, base)];
  if (head !== undefined) return [await revisionBeside(baseName, head), head];
  const [before, after] = await Promise.all([atRevision(baseName), atRevision(headName)]);
  if (before === undefined) throw missing(baseName);
  if (after === undefined) throw missing(headName);
  return [before, after];
}

/** Nothing is read of a pipe before the other side is known to be there. */
async function piped(baseName: string, headName: string): Promise<[Place, Place] | undefined> {
  const [isBase, isHead] = await Promise.all([isPipe(baseName), isPipe(headName)]);
  if (isBase && isHead) {
    if (isSamePipe(baseName, headName)) {
      throw new CannotRun(`${baseName} is both sides, and a pipe can be read once.`);
    }
    return Promise.all([fromPipe(baseName), fromPipe(headName)]);
  }
  if (isBase) {
    const head = await besidePipe(headName, baseName);
    return [await fromPipe(baseName, head), head];
  }
  if (!isHead) return undefined;
  const base = await besidePipe(baseName, headName);
  return [base, await fromPipe(headName, base)];
}

async function besidePipe(name: string, pipe: string): Promise<Place> {
  const place = await placeOf(name);
  if (place.file !== undefined) return place;
  throw new CannotRun(`${pipe} is one description, and ${name} holds many.`, {
    next: 'Name a file, or one at a revision such as main:api.yaml.',
  });
}

/** What BASE and HEAD mean. */
export async function placesOf(baseName: string, headName: string): Promise<[Place, Place]> {
  return (await piped(baseName, headName)) ?? inTrees(baseName, headName);
}

/** What one name means: a file, a folder, or all of a git revision. */
export async function placeOf(name: string): Promise<Place> {
  const place = (await onItsOwn(name)) ?? (await atRevision(name));
  if (place === undefined) throw missing(name);
  return place;
}
