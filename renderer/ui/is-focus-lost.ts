/** Whether nothing has the focus, as when what had it is gone: keys go nowhere then. */
export const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body;
