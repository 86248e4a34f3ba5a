import { useTranslation } from 'react-i18next';
import { useServer } from '../../stores/server.ts';
import { useSettings } from '../../stores/settings.ts';
import { Note } from '../../ui/note.tsx';
import { CopyButton } from './copy-button.tsx';

/** While other devices can connect: that they can, at which addresses, and with what. */
export function NetworkNote() {
  const { t } = useTranslation();
  const isOnNetwork = useSettings(({ settings }) => settings?.serverOnNetwork === true);
  const { state, keys } = useServer();
  if (!isOnNetwork) return null;
  const addresses = state.type === 'on' ? state.addresses.slice(1) : [];
  return (
    <Note tone="warn" icon="globe" title={t(keys.length > 0 ? 'server.network.note' : 'server.network.noKey')}>
      {addresses.map((address) => (
        <span key={address} className="row gap-1">
          <span className="mono t-12">{address}</span>
          <CopyButton label={t('server.copyAddress', { address })} text={address} />
        </span>
      ))}
    </Note>
  );
}
