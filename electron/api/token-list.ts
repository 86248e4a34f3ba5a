import { z } from 'zod';

/** A token's number in a vocabulary; llama.cpp counts in 32 bits with a sign. */
const tokenNumber = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** A million is more than any context holds. */
export const tokenList = z.array(tokenNumber).max(1_000_000);
