import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../shared/settings.ts';
import { chooseLanguage, useLanguageOptions } from '../../components/look-options.ts';
import { updateSettings } from '../../stores/settings.ts';
import { useSystem } from '../../stores/system.ts';
import { useUi } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Section } from './section.tsx';
import { Setting } from './setting.tsx';

const usualMinutes = [5, 15, 30, 60, 240];

function IdleUnload({ minutes }: { minutes: number }) {
  const { t } = useTranslation();
  const label = t('settings.general.idle');
  const known = usualMinutes.includes(minutes) || minutes === 0 ? usualMinutes : [...usualMinutes, minutes].toSorted((a, b) => a - b);
  const options = known.map((value) => ({
    value: String(value),
    label:
      value % 60 === 0 ? t('settings.general.afterHours', { count: value / 60 }) : t('settings.general.afterMinutes', { count: value }),
  }));
  return (
    <Setting label={label} hint={t('settings.general.idleHint')}>
      <Select
        className="w-[170px] flex-none"
        label={label}
        value={String(minutes)}
        options={[...options, { value: '0', label: t('settings.general.never') }]}
        onChange={(value) => void updateSettings({ idleUnloadMinutes: Number(value) })}
      />
    </Setting>
  );
}

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
        <IdleUnload minutes={settings.idleUnloadMinutes} />
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
