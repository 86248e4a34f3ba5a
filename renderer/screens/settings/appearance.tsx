import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../shared/settings.ts';
import { chooseTheme, useThemeOptions } from '../../components/look-options.ts';
import { updateSettings } from '../../stores/settings.ts';
import { Segments } from '../../ui/segments.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Section } from './section.tsx';
import { Setting } from './setting.tsx';

/** Theme, size of text, numbers under answers, motion. */
export function Appearance({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const themes = useThemeOptions();
  const theme = t('settings.appearance.theme');
  const textSize = t('settings.appearance.textSize');
  const numbers = t('settings.appearance.numbers');
  const motion = t('settings.appearance.motion');
  return (
    <Section id="appearance" title={t('settings.appearance.title')}>
      <div className="card">
        <Setting label={theme} words={themes.map(({ label }) => label).join(' ')}>
          <Segments label={theme} value={settings.theme} options={themes} onChange={chooseTheme} />
        </Setting>
        <Setting label={textSize}>
          <Segments
            label={textSize}
            value={settings.textSize}
            options={[
              { value: 'small', label: t('settings.appearance.small') },
              { value: 'medium', label: t('settings.appearance.medium') },
              { value: 'large', label: t('settings.appearance.large') },
            ]}
            onChange={(next) => void updateSettings({ textSize: next })}
          />
        </Setting>
        <Setting label={numbers} hint={t('settings.appearance.numbersHint')}>
          <Switch
            label={numbers}
            checked={settings.showAnswerNumbers}
            onChange={(showAnswerNumbers) => void updateSettings({ showAnswerNumbers })}
          />
        </Setting>
        <Setting label={motion} hint={t('settings.appearance.motionHint')}>
          <Switch label={motion} checked={settings.reduceMotion} onChange={(reduceMotion) => void updateSettings({ reduceMotion })} />
        </Setting>
      </div>
    </Section>
  );
}
