/** What a push asks for, from the first lines of its body: https://git-scm.com/docs/gitprotocol-pack */

export interface PushCommand {
  readonly ref: string;
  readonly from: string;
  readonly to: string;
}

/** Stops at the flush packet; what is not understood is left to git. */
export function pushCommands(body: Buffer): PushCommand[] {
  const commands: PushCommand[] = [];
  for (let at = 0; at + 4 <= body.length;) {
    const length = Number.parseInt(body.toString('latin1', at, at + 4), 16);
    if (!(length > 4)) break;
    const line = body.toString('utf8', at + 4, at + length);
    const match = /^([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0\n]+)/.exec(line);
    if (match) commands.push({ from: match[1] ?? '', to: match[2] ?? '', ref: match[3] ?? '' });
    at += length;
  }
  return commands;
}
