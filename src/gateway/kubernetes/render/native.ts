import { asObject, own, type JsonObject } from '../../../spec/json.ts';
import type { DesiredApi } from '../../target.ts';
import { refOf } from '../object.ts';
import { listOf } from '../../values.ts';
import type { Problem, RenderContext, RenderedApi } from './renderer.ts';

/** What only a server writes. */
const serverMetadata = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

/** The user's own objects as they are; a `List` is taken apart, and a namespace that is not said is the target's first. */
export function nativeObjects(api: DesiredApi, target: string, context: RenderContext): RenderedApi {
  const problems: Problem[] = [];
  const objects: JsonObject[] = [];
  for (const { file, body } of api.native) {
    for (const item of itemsOf(body)) {
      if (item === undefined)
        problems.push({ field: `native.${target}`, message: `${file}: an item of the List is no object` });
      else objects.push(cleaned(item, context));
    }
  }
  return { objects, problems };
}

/** The file that an object came from, for messages. */
export function fileOf(api: DesiredApi, object: JsonObject): string {
  const { kind, name } = refOf(object);
  const found = api.native.find(({ body }) =>
    itemsOf(body).some((item) => item !== undefined && refOf(item).kind === kind && refOf(item).name === name),
  );
  return found === undefined ? '' : `${found.file}: `;
}

function itemsOf(body: JsonObject): (JsonObject | undefined)[] {
  return refOf(body).kind === 'List' ? listOf(own(body, 'items')).map((item) => asObject(item)) : [body];
}

function cleaned(object: JsonObject, { namespace, clusterKinds = [] }: RenderContext): JsonObject {
  const metadata = Object.entries(asObject(own(object, 'metadata')) ?? {}).filter(([key]) => !serverMetadata.has(key));
  const rest = Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'status'));
  const isOfCluster = clusterKinds.includes(refOf(object).kind);
  return { ...rest, metadata: { ...(!isOfCluster && { namespace }), ...Object.fromEntries(metadata) } };
}
