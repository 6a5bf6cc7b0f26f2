/** What the checks of lower and upper limits say alike. */
export const ofLimits = {
  why: 'A tighter limit refuses values that clients already send; a looser one lets through values that they never had to read.',
  instead:
    'Keep the old limit where clients send, and enforce the new one in the application with a warning first; in responses keep to the old limit, or give the new values a new property.',
} as const;
