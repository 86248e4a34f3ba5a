import type { TFunction } from 'i18next';
import type { IconName } from '../../ui/icon-shapes.tsx';

export type SectionId = 'general' | 'appearance' | 'storage' | 'network' | 'server' | 'privacy' | 'engine' | 'shortcuts' | 'about';

/** The sections of the settings, in their order. */
export const sections: readonly { id: SectionId; icon: IconName; label: (t: TFunction) => string }[] = [
  { id: 'general', icon: 'settings', label: (t) => t('settings.general.title') },
  { id: 'appearance', icon: 'sun', label: (t) => t('settings.appearance.title') },
  { id: 'storage', icon: 'disk', label: (t) => t('settings.storage.title') },
  { id: 'network', icon: 'globe', label: (t) => t('settings.network.title') },
  { id: 'server', icon: 'server', label: (t) => t('server.title') },
  { id: 'privacy', icon: 'shield', label: (t) => t('settings.privacy.title') },
  { id: 'engine', icon: 'chip', label: (t) => t('settings.engine.title') },
  { id: 'shortcuts', icon: 'list', label: (t) => t('settings.shortcuts.title') },
  { id: 'about', icon: 'info', label: (t) => t('settings.about.title') },
];
