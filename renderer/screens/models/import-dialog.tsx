import { RadioGroup } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes } from '../../../shared/format.ts';
import type { ImportMode } from '../../../shared/models.ts';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { useLibrary } from '../../stores/models.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** A file of the host that the person wants in the library. */
export interface ImportSource {
  path: string;
  /** Where it is known. */
  sizeBytes: number | undefined;
}

const modes: ImportMode[] = ['link', 'copy', 'move'];
const folderOf = (path: string) => path.replace(/[\\/][^\\/]*$/, '') || '/';
const nameOf = (path: string) => path.split(/[\\/]/).at(-1) ?? path;

/** The size of all files; what a dialog did not tell is looked up in their folders. */
function useTotalSize(sources: ImportSource[]): number | undefined {
  const [found, setFound] = useState<Map<string, number>>(new Map());
  useEffect(() => {
    const folders = new Set(sources.filter((source) => source.sizeBytes === undefined).map((source) => folderOf(source.path)));
    for (const path of folders) {
      void host()
        .then((client) => client.models.listFolder({ path }))
        .then(({ entries }) => setFound((map) => new Map([...map, ...entries.map((entry) => [entry.path, entry.sizeBytes ?? 0] as const)])))
        .catch(() => undefined);
    }
  }, [sources]);
  const sizes = sources.map((source) => source.sizeBytes ?? found.get(source.path));
  return sizes.every((size) => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
}

/** How files come into the library: used where they are, copied or moved. */
export function ImportDialog({ sources, onClose }: { sources: ImportSource[]; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [mode, setMode] = useState<ImportMode>('link');
  const folder = useLibrary((state) => state.folders.find((entry) => entry.isDefault)?.path);
  const sizeBytes = useTotalSize(sources);
  const size = sizeBytes === undefined ? undefined : formatBytes(i18n.language, sizeBytes);
  const first = nameOf(sources[0]?.path ?? '');

  const question = t('models.import.question', { count: sources.length });

  async function add() {
    onClose();
    await attempt(host().then((client) => client.models.import({ paths: sources.map((source) => source.path), mode })));
  }
  return (
    <Dialog
      open={sources.length > 0}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      width={480}
      title={sources.length === 1 ? t('models.import.titleOne', { name: first }) : t('models.import.title', { count: sources.length })}
      description={[question, size].filter(Boolean).join(' · ')}
      actions={
        <>
          <Button onClick={onClose}>{t('models.cancel')}</Button>
          <Button variant="primary" onClick={() => void add()}>
            {t('models.import.add')}
          </Button>
        </>
      }
    >
      <RadioGroup.Root
        className="overflow-hidden rounded-[8px] border border-line"
        aria-label={question}
        value={mode}
        onValueChange={(next) => setMode(modes.find((name) => name === next) ?? mode)}
      >
        {modes.map((name) => (
          <RadioGroup.Item
            key={name}
            value={name}
            className={`flex w-full items-start gap-3 border-line px-3 py-2.5 text-left not-first:border-t ${mode === name ? 'bg-accent-soft' : ''}`}
          >
            <span className="radio mt-0.5" />
            <span className="grow">
              <span className="m block">{t(`models.import.modes.${name}`)}</span>
              <span className="t-12 c2 block">
                {t(`models.import.hints.${name}`, { folder, size: size ?? t('models.import.itsSize') })}
              </span>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </Dialog>
  );
}
