/** A key by its end, which is all that is kept of it to be read. */
export const maskKey = (hint: string): string => `ak-…${hint}`;
