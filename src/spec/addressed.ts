import type { Repository } from './repository.ts';
import { FileResources, type Resource } from './resources.ts';
import type { Source } from './source.ts';
import { absolute } from './uri.ts';

/** What has an address of its own in the files that were read so far (JSON Schema 2020-12 core, section 8.2). */
export class Addressed {
  readonly #repository: Pick<Repository, 'sources'>;
  readonly #identifiers: boolean;
  readonly #resources = new Map<Source, FileResources>();
  /** By their addresses; where several have the same one, the first that was read. */
  readonly #named = new Map<string, Resource>();
  #searched = 0;

  /** @param identifiers whether `$id` means anything (OpenAPI 3.1 and later). */
  constructor(repository: Pick<Repository, 'sources'>, identifiers: boolean) {
    this.#repository = repository;
    this.#identifiers = identifiers;
  }

  /** The resources of one file. */
  in(source: Source): FileResources {
    const known = this.#resources.get(source);
    if (known !== undefined) return known;
    const resources = new FileResources(source, this.#identifiers);
    this.#resources.set(source, resources);
    return resources;
  }

  /** What a reference means that stands in a resource; undefined where nothing has that address. */
  meant(reference: string, around: Resource): { readonly resource: Resource; readonly fragment: string } | undefined {
    const named = this.#all();
    const target = named.size === 0 ? undefined : absolute(reference, around.uri);
    const resource = target?.uri === around.uri ? around : named.get(target?.uri ?? '');
    return target === undefined || resource === undefined ? undefined : { resource, fragment: target.fragment };
  }

  #all(): ReadonlyMap<string, Resource> {
    const { sources } = this.#repository;
    for (const source of sources.slice(this.#searched)) {
      for (const [address, resource] of this.in(source).named) {
        if (!this.#named.has(address)) this.#named.set(address, resource);
      }
    }
    this.#searched = sources.length;
    return this.#named;
  }
}
