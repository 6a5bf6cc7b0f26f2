/** Whether a request writes an object of a plan: tries and the Lease are nothing that a plan says. */
export function isObjectWrite(method: string, path: string): boolean {
  return method !== 'GET' && !path.includes('dryRun=') && !path.includes('/leases');
}
