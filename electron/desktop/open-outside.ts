import { shell } from 'electron';
import { AppError } from '../../shared/errors.ts';

const schemes = ['http:', 'https:', 'mailto:'];

/** Opens an address in the person's browser or mail program. Other schemes could start programs: request.invalid. */
export async function openOutside(url: string): Promise<void> {
  if (!URL.canParse(url) || !schemes.includes(new URL(url).protocol)) {
    throw new AppError('request.invalid', 'Only web and mail addresses are opened outside.', { data: { reason: 'scheme' } });
  }
  await shell.openExternal(url);
}
