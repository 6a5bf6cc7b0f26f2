import { isDeprecated, stabilityOf, sunsetOf } from '../../compare/lifecycle.ts';
import { listOf } from '../../spec/at.ts';
import { own } from '../../spec/json.ts';
import type { BodyView, MediaView, OperationView, ParameterView, ResponseView } from '../../spec/operations.ts';
import { LIMITS, type Room } from '../limits.ts';
import type { FieldModel, MediaModel, OperationModel, ResponseModel, SchemeUse } from '../model.ts';
import type { Anchors } from '../slug.ts';
import type { Shapes } from './shapes.ts';
import { line, textIn } from './texts.ts';

/** What the parts of a description are told with. */
export interface Telling {
  readonly room: Room;
  readonly shapes: Shapes;
  readonly anchors: Anchors;
}

/** One operation; where there is no more room, what it is called and no more. */
export function operationModel(telling: Telling, view: OperationView): OperationModel {
  const { room, anchors } = telling;
  const { node, kind } = view;
  const [method, path] = [line(room, view.method), line(room, view.path.replace(/^webhook:/, ''))];
  const stability = stabilityOf(node);
  const sunset = sunsetOf(node);
  return {
    id: anchors.give('op', `${method} ${view.path}`),
    method,
    path,
    kind: kind === 'webhook' ? kind : 'operation',
    ...operationId(room, own(node, 'operationId')),
    ...textIn(room, node, 'summary'),
    ...textIn(room, node, 'description'),
    tags: listOf(own(node, 'tags'))
      .filter((tag) => typeof tag === 'string')
      .slice(0, LIMITS.list)
      .map((tag) => line(room, tag)),
    deprecated: isDeprecated(node),
    ...(typeof sunset === 'string' && { sunset }),
    ...(stability !== undefined && stability !== 'stable' && { stability }),
    ...(room.isFull ? { parameters: [], responses: [] } : partsOf(telling, view)),
    ...(view.security && { security: securityOf(room, view.security) }),
  };
}

function operationId(room: Room, value: unknown): { operationId?: string } {
  return typeof value === 'string' && value !== '' ? { operationId: line(room, value) } : {};
}

function partsOf(telling: Telling, view: OperationView): Pick<OperationModel, 'parameters' | 'body' | 'responses'> {
  const { requestBody } = view;
  return {
    parameters: view.parameters.map((parameter) => fieldModel(telling, parameter)),
    ...(requestBody && { body: bodyModel(telling, requestBody) }),
    responses: view.responses.map((response) => responseModel(telling, response)),
  };
}

function bodyModel(telling: Telling, { required, node, content }: BodyView): NonNullable<OperationModel['body']> {
  return { required, ...textIn(telling.room, node, 'description'), content: mediaModels(telling, content) };
}

function responseModel(telling: Telling, { status, node, headers, content }: ResponseView): ResponseModel {
  return {
    status: line(telling.room, status),
    ...textIn(telling.room, node, 'description'),
    headers: headers.map((header) => fieldModel(telling, header)),
    content: mediaModels(telling, content),
  };
}

function fieldModel({ room, shapes }: Telling, parameter: ParameterView): FieldModel {
  const { name, in: place, required, node, schema, content } = parameter;
  return {
    name: line(room, name),
    in: place,
    required,
    deprecated: isDeprecated(node),
    ...textIn(room, node, 'description'),
    shape: shapes.of(schema ?? content[0]?.schema),
  };
}

function mediaModels({ room, shapes }: Telling, content: readonly MediaView[]): MediaModel[] {
  return content.map(({ type, schema }) => ({
    type: line(room, type),
    ...(schema !== undefined && { shape: shapes.of(schema) }),
  }));
}

function securityOf(room: Room, security: NonNullable<OperationView['security']>): SchemeUse[][] {
  return security.slice(0, LIMITS.list).map((alternative) =>
    Object.entries(alternative).map(([scheme, scopes]) => ({
      scheme: line(room, scheme),
      scopes: scopes.slice(0, LIMITS.list).map((scope) => line(room, scope)),
    })),
  );
}
