import './server.css';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { closeKeyDialog, useServer } from '../../stores/server.ts';
import { updateSettings } from '../../stores/settings.ts';
import { useUi } from '../../stores/ui.ts';
import { Connect } from './connect.tsx';
import { KeyDialog } from './key-dialog.tsx';
import { NetworkNote } from './network-note.tsx';
import { Requests } from './requests.tsx';
import { ServerHead } from './server-head.tsx';
import { ServerPanel } from './server-panel.tsx';
import { StartFailure } from './start-failure.tsx';

/** The key that somebody makes or changes. */
function OpenKeyDialog() {
  const { t } = useTranslation();
  const wish = useServer((state) => state.keyWish);
  useEffect(() => closeKeyDialog, []);
  if (!wish) return null;
  const { entry, settings } = wish;
  return (
    <KeyDialog
      entry={entry}
      reason={settings && t('server.keys.firstText')}
      onMade={() => settings && void updateSettings(settings)}
      onClose={closeKeyDialog}
    />
  );
}

/** The local server: its switch, how programs reach it, what they ask, and beside that models, keys and reach. */
export function ServerScreen() {
  const isPanelOpen = useUi((state) => state.isPanelOpen);
  return (
    <div className="sheet">
      <main className="main">
        <ServerHead />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: so that the page scrolls by keyboard. */}
        <div className="body sv @container" tabIndex={0}>
          <StartFailure />
          <NetworkNote />
          <Connect />
          <Requests />
        </div>
      </main>
      {isPanelOpen && <ServerPanel />}
      <OpenKeyDialog />
    </div>
  );
}
