import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../shared/settings.ts';
import { updateSettings } from '../../stores/settings.ts';
import { Switch } from '../../ui/switch.tsx';
import { Section } from './section.tsx';
import { Setting } from './setting.tsx';

/** What leaves this computer, and what is asked before it does. */
export function Privacy({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const pictures = t('settings.privacy.pictures');
  return (
    <Section id="privacy" title={t('settings.privacy.title')}>
      <div className="card">
        <Setting label={t('settings.privacy.leaves')} hint={t('settings.privacy.leavesHint')} words={t('settings.privacy.title')} />
        <Setting label={pictures} words={t('settings.privacy.title')}>
          <Switch
            label={pictures}
            checked={settings.askBeforePictures}
            onChange={(askBeforePictures) => void updateSettings({ askBeforePictures })}
          />
        </Setting>
      </div>
    </Section>
  );
}
