/** A gateway on this machine, as the operator of the story's world runs it. */
export interface LocalGateway {
  /** Where traffic enters; no trailing slash. */
  readonly url: string;
  /** The operator's targets file: one target, `edge`, for `acme/*`. */
  readonly targets: string;
  /** What the App's processes need in their environment beside that. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** For all that it writes; logs too. */
  readonly folder: string;
  /** Where the App will listen. */
  readonly appUrl: string;
  /** Where the App is to ask for this address of the gateway's admin side: something may stand before it. */
  readonly front: (address: string) => Promise<string>;
}

export interface GatewayOpener {
  /** What is missing on this machine, with what to do about it; undefined where nothing is. */
  missing(): string | undefined;
  /** Whether an operation that the description does not have is refused by the gateway itself. */
  readonly routesOperations: boolean;
  /** Whether it counts requests, by which a release can be judged. */
  readonly countsRequests: boolean;
  open(options: OpenOptions): Promise<LocalGateway>;
}
