/**
 * What one description may cost at most. A description that is larger is refused with a problem, never read in part: a partial
 * reading would hide changes.
 */
export const LIMITS = {
  /** Bytes of all its files. */
  bytes: 50 * 1024 * 1024,
  /** Values in one file, each alias counted as often as it is used. */
  nodes: 5_000_000,
  /** Members that YAML's merge keys bring in: each is a member of its own, unlike what an alias repeats. */
  merged: 200_000,
  /** Values that stand in the place of references to them, each as often as it does. */
  repeated: 200_000,
  /** Nesting, aliases expanded. */
  depth: 256,
} as const;
