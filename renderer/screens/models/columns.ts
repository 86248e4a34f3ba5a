import type { Column } from './list-models.ts';

/** Each column with the width of the table below which it is left out, the least needed first. */
export const columns: { name: Column; look: string }[] = [
  { name: 'name', look: 'max-w-[272px] rounded-l-[6px] pl-2! @max-[620px]:max-w-[190px]' },
  { name: 'parameters', look: '@max-[850px]:hidden' },
  { name: 'version', look: '@max-[480px]:hidden' },
  { name: 'fit', look: 'max-w-[250px] @max-[620px]:max-w-[150px]' },
  { name: 'where', look: '@max-[660px]:hidden' },
  { name: 'used', look: '@max-[850px]:hidden' },
  { name: 'size', look: 'r rounded-r-[6px] pr-2!' },
];
