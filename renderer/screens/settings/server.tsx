import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../shared/settings.ts';
import { updateSettings } from '../../stores/settings.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { Switch } from '../../ui/switch.tsx';
import { IdleUnload } from './idle-unload.tsx';
import { Section } from './section.tsx';
import { OriginsSetting } from './server-origins.tsx';
import { Setting } from './setting.tsx';

const highestPort = 65_535;

/** Where the server listens, which web pages may use it, and what of it stays. Keys and reach are on its own screen. */
export function Server({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const port = t('settings.server.port');
  const atStart = t('server.atStart');
  return (
    <Section id="server" title={t('server.title')}>
      <div className="card">
        <Setting label={port} hint={t('settings.server.portHint')}>
          <NumberField
            className="w-[84px] flex-none"
            label={port}
            value={settings.serverPort}
            step={1}
            format={String}
            onChange={(value) => {
              const serverPort = Math.round(value);
              if (serverPort >= 1 && serverPort <= highestPort) void updateSettings({ serverPort });
            }}
          />
        </Setting>
        <Setting label={atStart} hint={t('settings.server.atStartHint')}>
          <Switch label={atStart} checked={settings.serverAtStart} onChange={(serverAtStart) => void updateSettings({ serverAtStart })} />
        </Setting>
        <IdleUnload
          label={t('settings.server.idle')}
          hint={t('settings.server.idleHint')}
          minutes={settings.serverIdleMinutes}
          onChange={(serverIdleMinutes) => void updateSettings({ serverIdleMinutes })}
        />
        <OriginsSetting origins={settings.serverOrigins} />
      </div>
    </Section>
  );
}
