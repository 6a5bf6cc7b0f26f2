import { apiVersion } from '../../spec/api-version.ts';
import type { Description } from '../../spec/description.ts';
import { asObject, own } from '../../spec/json.ts';
import { documentServers } from '../../spec/servers.ts';
import { operations } from '../../spec/view.ts';
import { LIMITS, Room } from '../limits.ts';
import type { ApiModel } from '../model.ts';
import { Anchors } from '../slug.ts';
import { credentialsOf } from './credentials.ts';
import { isInternal } from './hidden.ts';
import { operationModel } from './operations.ts';
import { Shapes } from './shapes.ts';
import { line, textIn } from './texts.ts';

/** Who it is for: everybody, or those who may know of internal operations as well. */
export type Audience = 'public' | 'internal';

/** What a description says, for a person. The same description gives the same model. */
export function describe(description: Description, audience: Audience): ApiModel {
  const room = new Room();
  const anchors = new Anchors();
  const shapes = new Shapes(description, room, anchors);
  const info = asObject(own(description.root, 'info'));
  const about = {
    ...textIn(room, info, 'title'),
    ...textIn(room, info, 'summary'),
    ...textIn(room, info, 'description'),
  };
  const version = apiVersion(description);
  const shown = operations(description).filter((view) => audience === 'internal' || !isInternal(view));
  const told = shown.slice(0, LIMITS.operations).map((view) => operationModel({ room, shapes, anchors }, view));
  const schemas = shapes.named();
  return {
    ...about,
    ...(version !== undefined && { version: line(room, version) }),
    openapi: description.version,
    servers: (documentServers(description)?.urls ?? []).slice(0, LIMITS.list).map((url) => line(room, url)),
    credentials: credentialsOf(description, room, told),
    operations: told,
    schemas,
    left: [
      ...(shown.length > told.length ? [`${shown.length - told.length} more operations are not listed here.`] : []),
      ...(room.isFull ? ['The description has more than a page has room for: the rest of its parts is left out.'] : []),
    ],
  };
}
