/** What a download's state means. Beside `downloads.ts` so that the page can use it at run time. */
import type { Download } from './downloads.ts';

/** True while it goes on, or will, without anybody doing anything. */
export const isUnderWay = ({ state }: Pick<Download, 'state'>): boolean => !['paused', 'failed', 'done'].includes(state.type);
