/** A piece of what a model writes, once its marks are read. */
export type OutputPart =
  | { type: 'text' | 'reasoning'; text: string }
  /** A call begins. Its arguments follow as pieces of JSON text, then its end. */
  | { type: 'call'; name: string }
  | { type: 'arguments'; text: string }
  | { type: 'call-end' };
