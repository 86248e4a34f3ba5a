import i18next from 'i18next';
import { useEffect, useState } from 'react';
import type { WireError } from '../../../shared/procedure.ts';
import { attempt, showError } from '../../errors.ts';
import { toast } from '../../stores/toasts.ts';
import { useUi } from '../../stores/ui.ts';
import type { ImportSource } from './import-dialog.tsx';

/** Sends a file of the person's browser to the host; its progress and what goes wrong come back with the library's imports. */
async function upload(file: File): Promise<void> {
  const response = await fetch(`/upload?name=${encodeURIComponent(file.name)}`, { method: 'PUT', body: file });
  if (response.ok) return;
  const error: WireError = await response.json();
  if (error.code === 'request.invalid') showError(error);
}

/** The desktop knows where a dropped file lies; a browser only its content. */
function take(files: File[], onSources: (sources: ImportSource[]) => void): void {
  const { alcove } = window;
  if (alcove) {
    const sources = files.map((file) => ({ path: alcove.pathOf(file), sizeBytes: file.size || undefined }));
    onSources(sources.filter((source) => source.path !== ''));
    return;
  }
  for (const file of files) {
    if (/\.gguf$/i.test(file.name)) void attempt(upload(file));
    else toast({ tone: 'bad', text: i18next.t('models.notGguf', { name: file.name }) });
  }
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Files may be dropped anywhere while the screen is shown, and those dropped on another one came here with it; true while some are held over it. */
export function useFileDrop(onSources: (sources: ImportSource[]) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const droppedFiles = useUi((state) => state.droppedFiles);
  useEffect(() => {
    if (droppedFiles.length === 0) return;
    useUi.setState({ droppedFiles: [] });
    take(droppedFiles, onSources);
  }, [droppedFiles, onSources]);
  useEffect(() => {
    const listening = new AbortController();
    const listen = (type: 'dragover' | 'dragleave' | 'drop', handle: (event: DragEvent) => void) =>
      window.addEventListener(type, (event) => hasFiles(event) && handle(event), { signal: listening.signal });
    listen('dragover', (event) => {
      event.preventDefault();
      setIsOver(true);
    });
    // Left for good only where nothing of the page is entered instead.
    listen('dragleave', (event) => event.relatedTarget === null && setIsOver(false));
    listen('drop', (event) => {
      event.preventDefault();
      setIsOver(false);
      take([...(event.dataTransfer?.files ?? [])], onSources);
    });
    return () => listening.abort();
  }, [onSources]);
  return isOver;
}
