import './server.css';
import { useUi } from '../../stores/ui.ts';
import { Connect } from './connect.tsx';
import { NetworkNote } from './network-note.tsx';
import { Requests } from './requests.tsx';
import { ServerHead } from './server-head.tsx';
import { ServerPanel } from './server-panel.tsx';
import { StartFailure } from './start-failure.tsx';

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
    </div>
  );
}
