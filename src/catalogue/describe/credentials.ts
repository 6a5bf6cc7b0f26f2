import type { Description } from '../../spec/description.ts';
import { asObject, own, type JsonObject } from '../../spec/json.ts';
import { outline } from '../../spec/outline.ts';
import type { Room } from '../limits.ts';
import type { CredentialModel, OperationModel } from '../model.ts';
import { line, textIn } from './texts.ts';

/** The security schemes that these operations ask for, in the order of the text. */
export function credentialsOf(
  description: Description,
  room: Room,
  operations: readonly OperationModel[],
): CredentialModel[] {
  const asked = new Set(operations.flatMap(({ security }) => (security ?? []).flat().map(({ scheme }) => scheme)));
  const schemes = asObject(own(asObject(own(outline(description), 'components')), 'securitySchemes'));
  return Object.entries(schemes ?? {}).flatMap(([name, value]): CredentialModel[] => {
    const node = asObject(value);
    if (node === undefined || !asked.has(name)) return [];
    return [{ name: line(room, name), said: line(room, saidOf(node)), ...textIn(room, node, 'description') }];
  });
}

function saidOf(node: JsonObject): string {
  const text = (key: string): string => {
    const value = own(node, key);
    return typeof value === 'string' ? value : '';
  };
  const type = text('type');
  if (type === 'apiKey') return `An API key: ${text('in')} ${text('name')}.`;
  if (type === 'mutualTLS') return 'A client’s certificate.';
  if (type === 'openIdConnect') return 'A token by OpenID Connect.';
  if (type === 'oauth2') {
    const flows = Object.keys(asObject(own(node, 'flows')) ?? {});
    return `A token by OAuth 2.0${flows.length === 0 ? '' : `: ${flows.join(', ')}`}.`;
  }
  if (type !== 'http') return `A way that the description does not say (${type || 'no type'}).`;
  const scheme = text('scheme').toLowerCase();
  if (scheme === 'basic') return 'A user’s name and password (HTTP Basic).';
  return scheme === 'bearer' ? 'A token in `Authorization: Bearer`.' : `HTTP authentication, ${scheme}.`;
}
