import { useTranslation } from 'react-i18next';
import type { HubState } from '../../../shared/hub.ts';
import type { Settings } from '../../../shared/settings.ts';
import { ConnectionResult } from '../../components/downloads/connection-result.tsx';
import { SpeedLimit, useSpeedLimit } from '../../components/downloads/speed-limit.tsx';
import { checkConnection, useConnectionCheck } from '../../stores/connection-check.ts';
import { useHub } from '../../stores/hub.ts';
import { updateSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Select } from '../../ui/select.tsx';
import { parseProxy } from './address.ts';
import { AddressField } from './address-field.tsx';
import { SourceSetting } from './network-source.tsx';
import { TokenSetting } from './network-token.tsx';
import { Section } from './section.tsx';
import { Setting, useIsFound } from './setting.tsx';
import { useOwnAddress } from './use-own-address.ts';

const exampleProxy = 'http://127.0.0.1:7890';

function ProxySetting({ settings, hub }: { settings: Settings; hub: HubState | undefined }) {
  const { t } = useTranslation();
  const label = t('settings.network.proxy');
  const {
    shown: kind,
    choose,
    take,
  } = useOwnAddress<Settings['proxy']>({
    kind: settings.proxy,
    address: settings.proxyUrl,
    parse: parseProxy,
    keep: (proxy, proxyUrl) => void updateSettings({ proxy, ...(proxyUrl !== undefined && { proxyUrl }) }),
  });
  const isFound = useIsFound(label, 'HTTPS_PROXY');
  if (!isFound) return null;
  return (
    <div className="set flex-wrap gap-y-2.5!">
      <div className="grow">
        <p>{label}</p>
        {kind === 'system' && hub?.proxy && <p className="hint">{t('settings.network.proxyInUse', { address: hub.proxy })}</p>}
      </div>
      <Select
        className="w-[170px] flex-none"
        label={label}
        value={kind}
        options={[
          { value: 'system', label: t('settings.network.proxySystem') },
          { value: 'none', label: t('settings.network.proxyNone') },
          { value: 'own', label: t('settings.network.own') },
        ]}
        onChange={choose}
      />
      {kind === 'own' && (
        <div className="w-full">
          <AddressField
            label={t('settings.network.address')}
            value={settings.proxyUrl}
            placeholder={exampleProxy}
            hint={t('settings.network.proxyHint')}
            wrong={t('settings.network.wrongProxy')}
            parse={parseProxy}
            onChange={take}
          />
        </div>
      )}
    </div>
  );
}

function CheckSetting() {
  const { t } = useTranslation();
  const { check, isChecking } = useConnectionCheck();
  return (
    <Setting
      label={t('connection.check')}
      hint={
        <span role={check?.problem ? 'alert' : 'status'}>
          {check ? <ConnectionResult check={check} /> : t('settings.network.checkHint')}
        </span>
      }
    >
      <Button isBusy={isChecking} onClick={() => void checkConnection()}>
        {check ? t('connection.again') : t('settings.network.check')}
      </Button>
    </Setting>
  );
}

/** Where models come from, the access token, proxy and speed limit, and whether all of it works. */
export function Network({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const hub = useHub((state) => state.hub);
  const { limit, words } = useSpeedLimit();
  const limitWords = limit === 0 ? t('settings.network.noLimit') : words(limit);
  return (
    <Section id="network" title={t('settings.network.title')}>
      <div className="card">
        <SourceSetting settings={settings} hub={hub} />
        {hub && <TokenSetting hub={hub} settings={settings} />}
        <ProxySetting settings={settings} hub={hub} />
        <Setting label={t('settings.network.speedLimit')} words="MB/s">
          <SpeedLimit
            trigger={
              <button
                type="button"
                className="select w-[170px] flex-none"
                aria-label={`${t('settings.network.speedLimit')}: ${limitWords}`}
              >
                <span className="cut">{limitWords}</span>
                <Icon name="updown" size={14} />
              </button>
            }
          />
        </Setting>
        <CheckSetting />
      </div>
    </Section>
  );
}
