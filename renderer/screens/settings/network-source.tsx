import { useTranslation } from 'react-i18next';
import type { HubState } from '../../../shared/hub.ts';
import type { Settings } from '../../../shared/settings.ts';
import { updateSettings } from '../../stores/settings.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Segments } from '../../ui/segments.tsx';
import { parseAddress } from './address.ts';
import { AddressField } from './address-field.tsx';
import { useIsFound } from './setting.tsx';
import { useOwnAddress } from './use-own-address.ts';

type Place = 'hugging-face' | 'mirror' | 'own';

const exampleAddress = 'https://hf-mirror.com';

const originOf = (address: string): string | undefined => (URL.canParse(address) ? new URL(address).origin : undefined);

/** Which of the three is in force. The command line and HF_ENDPOINT may say any address. */
function placeOf(settings: Settings, hub: HubState | undefined): Place {
  const isTold = hub?.endpointFrom === 'command-line';
  if (settings.endpoint !== 'automatic' && !isTold) return settings.endpoint;
  if (!isTold && hub?.endpointFrom !== 'environment') return 'hugging-face';
  const host = URL.canParse(hub.endpoint) ? new URL(hub.endpoint).hostname : '';
  if (host === 'huggingface.co') return 'hugging-face';
  return host === 'hf-mirror.com' ? 'mirror' : 'own';
}

function TokenToo({ settings, endpoint }: { settings: Settings; endpoint: string }) {
  const { t } = useTranslation();
  const origin = originOf(endpoint);
  if (!origin) return null;
  const others = settings.tokenOrigins.filter((other) => other !== origin);
  return (
    <div className="col g2">
      <Checkbox
        label={t('settings.network.tokenToo', { host: new URL(origin).host })}
        checked={settings.tokenOrigins.includes(origin)}
        onChange={(isAllowed) => void updateSettings({ tokenOrigins: isAllowed ? [...others, origin] : others })}
      />
      <p className="hint">{t('settings.network.tokenTooHint')}</p>
    </div>
  );
}

/** Where models come from: Hugging Face, a mirror, or an address of one's own. */
export function SourceSetting({ settings, hub }: { settings: Settings; hub: HubState | undefined }) {
  const { t } = useTranslation();
  const label = t('settings.network.source');
  const hint = t('settings.network.sourceHint');
  const {
    shown: place,
    isTyping,
    choose,
    take,
  } = useOwnAddress<Place>({
    kind: placeOf(settings, hub),
    address: settings.ownEndpoint,
    parse: parseAddress,
    keep: (endpoint, ownEndpoint) => void updateSettings({ endpoint, ...(ownEndpoint !== undefined && { ownEndpoint }) }),
  });
  const isFound = useIsFound(label, hint, t('settings.network.mirror'), t('settings.network.own'), 'Hugging Face hf-mirror HF_ENDPOINT');
  if (!isFound) return null;
  const isFromEnvironment = settings.endpoint === 'automatic' && hub?.endpointFrom === 'environment';
  const isTold = hub?.endpointFrom === 'command-line';
  const isElsewhere = place !== 'hugging-face' && !isTyping;
  return (
    <div className="set flex-wrap gap-y-2.5!">
      <div className="grow">
        <p>{label}</p>
        <p className="hint">
          {isTold
            ? t('settings.network.fromCommandLine', { address: hub.endpoint })
            : isFromEnvironment
              ? t('settings.network.fromEnvironment', { name: 'HF_ENDPOINT', address: hub.endpoint })
              : hint}
        </p>
      </div>
      <Segments
        label={label}
        value={place}
        options={[
          { value: 'hugging-face', label: 'Hugging Face' },
          { value: 'mirror', label: t('settings.network.mirror') },
          { value: 'own', label: t('settings.network.own') },
        ]}
        onChange={choose}
      />
      {place === 'own' && !isTold && (
        <div className="w-full">
          <AddressField
            label={t('settings.network.address')}
            value={settings.ownEndpoint}
            placeholder={isFromEnvironment ? hub.endpoint : exampleAddress}
            wrong={t('settings.network.wrongAddress')}
            parse={parseAddress}
            onChange={take}
          />
        </div>
      )}
      {isElsewhere && hub && (
        <div className="w-full">
          <TokenToo settings={settings} endpoint={hub.endpoint} />
        </div>
      )}
    </div>
  );
}
