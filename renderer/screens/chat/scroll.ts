/** What turns tell the thread they stand in. */
import { createContext } from 'react';

/** Called before something in the thread opens at the reader's wish, so that the view does not run to the end and the clicked line stays. */
export const LetGoOfEnd = createContext<() => void>(() => undefined);
