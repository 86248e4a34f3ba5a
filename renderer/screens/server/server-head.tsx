import type { TFunction } from 'i18next';
import { Switch as Radix } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { ServerState } from '../../../shared/server.ts';
import { commandShortcut } from '../../commands.ts';
import { useCopy } from '../../components/use-copy.ts';
import { startServer, stopServer, useServer } from '../../stores/server.ts';
import { showSettings, togglePanel, useUi } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { useAddress, useNetwork } from './use-connection.ts';

const titles: Record<ServerState['state']['type'], (t: TFunction) => string> = {
  off: (t) => t('server.offTitle'),
  starting: (t) => t('server.startingTitle'),
  on: (t) => t('server.onTitle'),
  failed: (t) => t('server.failedTitle'),
};

/** Who can use it, in one sentence. */
function useSentence(): string {
  const { t } = useTranslation();
  const type = useServer(({ state }) => state.type);
  const { isOnNetwork } = useNetwork();
  if (type === 'off') return t('server.offText');
  if (type === 'starting') return t('server.startingText');
  if (type === 'failed') return t('server.failedText');
  return isOnNetwork ? t('server.onNetworkText') : t('server.onText');
}

function Address() {
  const { t } = useTranslation();
  const address = useAddress();
  const { isCopied, copy } = useCopy();
  return (
    <div className="addr">
      <span className="mono cut">{address}</span>
      <Button variant="quiet" size="sm" icon={isCopied ? 'check' : 'copy'} onClick={() => void copy(address)}>
        {isCopied ? t('server.copied') : t('server.copy')}
      </Button>
    </div>
  );
}

/** The switch, what it means now, the address and the way to the settings. */
export function ServerHead() {
  const { t } = useTranslation();
  const type = useServer(({ state }) => state.type);
  const isPanelOpen = useUi((state) => state.isPanelOpen);
  const sentence = useSentence();
  const isWanted = type === 'on' || type === 'starting';
  return (
    <header className="sv-head">
      <Radix.Root
        className="switch xl"
        aria-label={t('server.title')}
        aria-busy={type === 'starting' || undefined}
        checked={isWanted}
        onCheckedChange={(next) => void (next ? startServer() : stopServer())}
      />
      <div className="sv-title">
        <h1 className="t-16 b">{titles[type](t)}</h1>
        <p className="c2" role="status">
          {sentence}
        </p>
      </div>
      {type === 'on' && <Address />}
      <Button icon="presets" className="sv-settings" onClick={() => showSettings('server')}>
        {t('server.settings')}
      </Button>
      {!isPanelOpen && (
        <IconButton icon="panel" label={t('server.panel')} shortcut={commandShortcut('togglePanel')} onClick={togglePanel} />
      )}
    </header>
  );
}
