/** Kinds of Traefik Hub (`hub.traefik.io/v1alpha1`) that describe APIs: what an import looks for. */
export const hubApiKinds = [
  'API',
  'APIAuth',
  'APIBundle',
  'APICatalogItem',
  'APIPlan',
  'APIPortal',
  'APIVersion',
  'ManagedApplication',
  'ManagedSubscription',
] as const;

/** All of its kinds whose status tells whether they are at work. */
export const hubKinds = [
  ...hubApiKinds,
  'AccessControlPolicy',
  'APIPortalAuth',
  'APIRateLimit',
  'ContentItem',
] as const;
