/** The methods that a path item has a key for, in the order in which operations are read. */
export const METHODS_BEFORE_3_2 = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** The same of all versions (OpenAPI 3.2, Path Item Object: query). */
export const METHODS = [...METHODS_BEFORE_3_2, 'query'] as const;
