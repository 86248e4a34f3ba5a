import type { TFunction } from 'i18next';
import type { Notice } from '../shared/system.ts';
import type { ErrorText } from './errors.ts';

const descriptions: Record<Notice['code'], (t: TFunction, data: Record<string, string>) => ErrorText> = {
  'database.set-aside': (t, data) => ({
    happened: t('errors.databaseSetAside.happened'),
    kept: t('errors.databaseSetAside.kept', { path: data.path ?? '' }),
    next: t('errors.databaseSetAside.next'),
  }),
  'settings.set-aside': (t, data) => ({
    happened: t('errors.settingsSetAside.happened'),
    kept: t('errors.settingsSetAside.kept', { path: data.path ?? '' }),
    next: t('errors.settingsSetAside.next'),
  }),
  'server.not-started': (t, { port = '', program }) => ({
    happened: program
      ? t('errors.serverNotStarted.by', { port, program })
      : port
        ? t('errors.serverNotStarted.taken', { port })
        : t('errors.serverNotStarted.happened'),
    next: t('errors.serverNotStarted.next'),
  }),
  'settings.path-ignored': (t, data) => ({
    happened: t('errors.settingsPathIgnored.happened', { paths: data.paths ?? '' }),
    next: t('errors.settingsPathIgnored.next', { file: data.file ?? '' }),
  }),
  'hardware.unknown': (t) => ({ happened: t('errors.hardwareUnknown.happened'), next: t('errors.hardwareUnknown.next') }),
};

/** What the host wants a person to know once: what happened, what was kept, what to do. */
export const describeNotice = (t: TFunction, notice: Notice): ErrorText => descriptions[notice.code](t, notice.data ?? {});
