/** Files dropped where no screen takes them: the browser would leave the page to show them; they go to the Models screen instead. */
import { useSettings } from './stores/settings.ts';
import { showScreen, useUi } from './stores/ui.ts';

/** Listens until the signal aborts. */
export function catchFiles(signal: AbortSignal): void {
  const hold = (event: DragEvent) => event.dataTransfer?.types.includes('Files') && event.preventDefault();
  window.addEventListener('dragover', hold, { signal });
  window.addEventListener(
    'drop',
    (event) => {
      hold(event);
      const files = [...(event.dataTransfer?.files ?? [])];
      const { screen, firstStart } = useUi.getState();
      const isFirst = firstStart === 'open' || useSettings.getState().settings?.hasFinishedFirstStart !== true;
      if (files.length === 0 || screen === 'models' || isFirst) return;
      useUi.setState({ droppedFiles: files });
      showScreen('models');
    },
    { signal },
  );
}
