import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../shared/settings.ts';
import { chooseLanguage, useLanguageOptions } from '../../components/look-options.ts';
import { updateSettings } from '../../stores/settings.ts';
import { useSystem } from '../../stores/system.ts';
import { useUi } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { IdleUnload } from './idle-unload.tsx';
import { Section } from './section.tsx';
import { Setting } from './setting.tsx';

/** Language, how conversations start, and what goes on unseen. */
export function General({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const isDesktop = useSystem((state) => state.info?.host === 'desktop');
  const languages = useLanguageOptions();
  const language = t('settings.general.language');
  const start = t('settings.general.start');
  const keepRunning = t('settings.general.keepRunning');
  return (
    <Section id="general" title={t('settings.general.title')}>
      <div className="card">
        <Setting label={language} hint={t('settings.general.languageHint')} words={languages.map(({ label }) => label).join(' ')}>
          <Select
            className="w-[170px] flex-none"
            label={language}
            value={settings.language}
            options={languages}
            onChange={chooseLanguage}
          />
        </Setting>
        <Setting label={start}>
          <Select
            className="w-[200px] flex-none"
            label={start}
            value={settings.conversationStart}
            options={[
              { value: 'load-last', label: t('settings.general.loadLast') },
              { value: 'ask', label: t('settings.general.letMeChoose') },
            ]}
            onChange={(conversationStart) => void updateSettings({ conversationStart })}
          />
        </Setting>
        <IdleUnload
          label={t('settings.general.idle')}
          hint={t('settings.general.idleHint')}
          minutes={settings.idleUnloadMinutes}
          onChange={(idleUnloadMinutes) => void updateSettings({ idleUnloadMinutes })}
        />
        {isDesktop && (
          <Setting label={keepRunning} hint={t('settings.general.keepRunningHint')}>
            <Switch label={keepRunning} checked={settings.keepRunning} onChange={(next) => void updateSettings({ keepRunning: next })} />
          </Setting>
        )}
        <Setting label={t('settings.general.welcome')} hint={t('settings.general.welcomeHint')}>
          <Button onClick={() => useUi.setState({ firstStart: 'open' })}>{t('settings.general.show')}</Button>
        </Setting>
      </div>
    </Section>
  );
}
