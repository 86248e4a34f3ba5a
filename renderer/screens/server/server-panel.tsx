import { useTranslation } from 'react-i18next';
import { commandShortcut } from '../../commands.ts';
import { isMedium, togglePanel } from '../../stores/ui.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Keys } from './keys.tsx';
import { LoadedModels } from './loaded-models.tsx';
import { Reach } from './reach.tsx';

/** Which models are in memory, who has a key, and who may come. */
export function ServerPanel() {
  const { t } = useTranslation();
  const closeOnEscape = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape' && isMedium() && !event.defaultPrevented) togglePanel();
  };
  return (
    <aside className="panel sv-panel" aria-label={t('server.panel')} onKeyDown={closeOnEscape}>
      <div className="body pt-4!">
        <LoadedModels
          aside={
            <IconButton
              className="only-mid"
              size="sm"
              icon="x"
              label={t('app.close')}
              shortcut={commandShortcut('togglePanel')}
              onClick={togglePanel}
            />
          }
        />
        <Keys />
        <Reach />
      </div>
    </aside>
  );
}
