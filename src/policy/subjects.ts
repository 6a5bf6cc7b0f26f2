import type { OperationRef } from '../compare/change.ts';
import type { Description } from '../spec/description.ts';
import { keyedRange } from '../spec/at.ts';
import { asObject, own, type JsonObject } from '../spec/json.ts';
import type { OperationView } from '../spec/operations.ts';
import { escapeToken } from '../spec/pointer.ts';
import { operations } from '../spec/view.ts';
import { pointerTo } from './place.ts';
import { schemaProperties } from './properties.ts';
import { servers } from './servers.ts';
import type { Subject, SubjectKind } from './subject.ts';

/** Finds, once each and only when a rule asks, what a description has of every kind. */
export class Subjects {
  readonly #description: Description;
  readonly #found = new Map<SubjectKind, readonly Subject[]>();
  #operations: readonly OperationView[] | undefined;

  constructor(description: Description) {
    this.#description = description;
  }

  of(kind: SubjectKind): readonly Subject[] {
    const known = this.#found.get(kind);
    if (known) return known;
    const found = this.#find(kind);
    this.#found.set(kind, found);
    return found;
  }

  #find(kind: SubjectKind): readonly Subject[] {
    const description = this.#description;
    this.#operations ??= everyOperation(operations(description));
    switch (kind) {
      case 'document':
        return [{ node: description.root, facts: { version: description.version }, place: '#', range: undefined }];
      case 'path':
        return paths(description);
      case 'operation':
        return eachOperation(this.#operations, description);
      case 'parameter':
        return once(this.#operations.flatMap((view) => parameters(view, description)));
      case 'response':
        return once(this.#operations.flatMap((view) => responses(view, description)));
      case 'schema-property':
        return schemaProperties(description, this.#operations);
      case 'security-scheme':
        return securitySchemes(description);
      case 'server':
        return servers(description, this.#operations);
    }
  }
}

function everyOperation(views: readonly OperationView[]): OperationView[] {
  return views.flatMap((view) => [view, ...everyOperation(view.callbacks)]);
}

/** A parameter or response that many operations refer to is one thing. */
function once(subjects: readonly Subject[]): Subject[] {
  return [...new Map(subjects.toReversed().map((subject) => [subject.node, subject])).values()].toReversed();
}

function paths(description: Description): Subject[] {
  const all = asObject(own(description.root, 'paths'));
  return Object.entries(all ?? {}).flatMap(([path, value]) => {
    const item = asObject(value);
    if (all === undefined || item === undefined || !path.startsWith('/')) return [];
    const resolved = description.resolve(item);
    const range = description.range(all, path);
    return [
      { node: resolved.ok ? resolved.node : item, facts: { path }, place: `#/paths/${escapeToken(path)}`, range },
    ];
  });
}

function eachOperation(views: readonly OperationView[], description: Description): Subject[] {
  const nodes = timesOf(views.map(({ node }) => node));
  const names = timesOf(views.map(nameOf));
  return views.map((view) => {
    const name = operationName(view);
    const isFree = nodes.get(view.node) === 1 && names.get(name) === 1;
    return operation(view, description, isFree ? { operationName: name } : {});
  });
}

function timesOf<T>(items: readonly T[]): Map<T, number> {
  const times = new Map<T, number>();
  for (const item of items) times.set(item, (times.get(item) ?? 0) + 1);
  return times;
}

/** `name`: what it could be called, where no other operation is called so or would be, and none shares its text. */
function operation(view: OperationView, description: Description, name: Subject['facts']): Subject {
  const requirements = view.security ?? [];
  const schemes = [...new Set(requirements.flatMap((alternative) => Object.keys(alternative)))].sort();
  return {
    node: view.node,
    facts: {
      ...ref(view),
      kind: view.kind,
      statuses: view.responses.map((response) => response.status),
      succeeds: view.responses.some((response) => /^[23]|^DEFAULT$/.test(response.status)),
      schemes,
      // One alternative without any scheme lets everybody in.
      authenticated:
        requirements.length > 0 && requirements.every((alternative) => Object.keys(alternative).length > 0),
      ...name,
    },
    place: placeOf(view, description),
    range: keyedRange(view.pathItem, view.node, description) ?? description.range(view.node),
    operation: ref(view),
  };
}

function ref(view: OperationView): OperationRef {
  return { method: view.method, path: view.path };
}

/** A callback's by its own place: another operation's may have the same name and address. */
function placeOf(view: OperationView, description: Description): string {
  const pointer = view.kind === 'callback' ? pointerTo(view.node, description) : undefined;
  return pointer ?? `#/paths/${escapeToken(view.path)}/${escapeToken(view.method)}`;
}

function nameOf(view: OperationView): string {
  const given = own(view.node, 'operationId');
  return typeof given === 'string' && given !== '' ? given : operationName(view);
}

/** `GET /orders/{id}` → `getOrdersById`. */
function operationName(view: OperationView): string {
  const words = view.path.split(/[^A-Za-z0-9{}]+/).flatMap((part) => {
    const inside = part.replace(/[{}]/g, '');
    if (inside === '') return [];
    return part.startsWith('{') ? ['By', capital(inside)] : [capital(inside)];
  });
  return view.method.toLowerCase() + words.join('');
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function parameters(view: OperationView, description: Description): Subject[] {
  return view.parameters.map((parameter) => ({
    node: parameter.node,
    facts: { ...ref(view), in: parameter.in, name: parameter.name, required: parameter.required },
    place:
      shared(parameter.node, description) ??
      `${placeOf(view, description)}/parameters/${parameter.in}:${escapeToken(parameter.name)}`,
    range: description.range(parameter.node),
    operation: ref(view),
  }));
}

function responses(view: OperationView, description: Description): Subject[] {
  const all = asObject(own(view.node, 'responses'));
  return view.responses.map((response) => ({
    node: response.node,
    facts: { ...ref(view), status: response.status, mediaTypes: response.content.map((media) => media.type) },
    place: shared(response.node, description) ?? `${placeOf(view, description)}/responses/${response.status}`,
    range: (all && keyedRange(all, response.node, description)) ?? description.range(response.node),
    operation: ref(view),
  }));
}

/** Place of a component, which belongs to no operation; undefined for anything that stands inside one. */
function shared(node: JsonObject, description: Description): string | undefined {
  const pointer = pointerTo(node, description);
  return pointer?.startsWith('#/paths/') ? undefined : pointer;
}

function securitySchemes(description: Description): Subject[] {
  const components = asObject(own(description.root, 'components'));
  const inComponents = asObject(own(components, 'securitySchemes'));
  const all = inComponents ?? asObject(own(description.root, 'securityDefinitions')) ?? {};
  const place = inComponents ? '#/components/securitySchemes' : '#/securityDefinitions';
  return Object.entries(all).flatMap(([name, value]) => {
    const scheme = asObject(value);
    if (scheme === undefined) return [];
    const resolved = description.resolve(scheme);
    const range = description.range(all, name);
    return [
      { node: resolved.ok ? resolved.node : scheme, facts: { name }, place: `${place}/${escapeToken(name)}`, range },
    ];
  });
}
