/** What one look at the installation came to. */
export interface Finding {
  readonly check: string;
  /** `problem`: something must be fixed. `warning`: it works, and somebody should know. */
  readonly state: 'ok' | 'warning' | 'problem';
  readonly message: string;
  readonly fix?: string;
}

export function ok(check: string, message: string): Finding {
  return { check, state: 'ok', message };
}

export function warning(check: string, message: string, fix: string): Finding {
  return { check, state: 'warning', message, fix };
}

export function problem(check: string, message: string, fix: string): Finding {
  return { check, state: 'problem', message, fix };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
