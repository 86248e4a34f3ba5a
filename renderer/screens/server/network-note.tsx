import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button.tsx';
import { openKeyDialog, useServer } from '../../stores/server.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { useNetwork } from './use-connection.ts';

/** While other devices can connect: that they can, at which addresses, and with what. */
export function NetworkNote() {
  const { t } = useTranslation();
  const { isOnNetwork, addresses } = useNetwork();
  const keys = useServer((state) => state.keys);
  if (!isOnNetwork) return null;
  return (
    <Note
      tone="warn"
      icon="globe"
      title={t(keys.length > 0 ? 'server.network.note' : 'server.network.noKey')}
      actions={
        keys.length === 0 && (
          <Button size="sm" onClick={() => openKeyDialog({})}>
            {t('server.keys.new')}
          </Button>
        )
      }
    >
      {addresses.map((address) => (
        <span key={address} className="row gap-1">
          <span className="mono t-12">{address}</span>
          <CopyButton label={t('server.copyAddress', { address })} text={address} />
        </span>
      ))}
    </Note>
  );
}
