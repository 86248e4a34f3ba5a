/** Choosing files and folders of the host: by the system's own dialog where there is one, else by this folder browser. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { attempt, describeError, toWireError } from '../errors.ts';
import { host } from '../rpc.ts';
import { useSystem } from '../stores/system.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Input } from '../ui/input.tsx';
import { Entries, type Entry, type Folder } from './host-folder-entries.tsx';

type PickWhat = 'files' | 'folder';

interface HostFolderDialogProps {
  what: PickWhat;
  open: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onChoose: (paths: string[]) => void;
}

/** The folders and model files of the host; several files may be chosen, or the folder that is shown. */
function HostFolderDialog({ what, open, onOpenChange, onChoose }: HostFolderDialogProps) {
  const { t } = useTranslation();
  const { folder, problem, go } = useHostFolder(open);
  const [chosen, setChosen] = useState<string[]>([]);
  const isFolder = what === 'folder';

  function choose(paths: string[]) {
    onChoose(paths);
    onOpenChange(false);
  }
  function openEntry(entry: Entry) {
    if (entry.type === 'file') {
      setChosen(chosen.includes(entry.path) ? chosen.filter((path) => path !== entry.path) : [...chosen, entry.path]);
      return;
    }
    setChosen([]);
    void go(entry.path);
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width={640}
      title={isFolder ? t('models.picker.folderTitle') : t('models.picker.filesTitle')}
      actions={
        <>
          <span className="t-12 c3 grow cut">{isFolder ? folder?.path : t('models.picker.hint')}</span>
          <Button onClick={() => onOpenChange(false)}>{t('models.cancel')}</Button>
          <Button
            variant="primary"
            disabledReason={!isFolder && chosen.length === 0 ? t('models.picker.nothingChosen') : undefined}
            onClick={() => choose(isFolder ? [folder?.path ?? ''] : chosen)}
          >
            {isFolder && t('models.picker.chooseFolder')}
            {!isFolder && (chosen.length > 0 ? t('models.picker.chooseFiles', { count: chosen.length }) : t('models.picker.choose'))}
          </Button>
        </>
      }
    >
      <PathBar folder={folder} onGo={(path) => void go(path)} />
      {problem && <p className="hint c-danger mt-1.5">{problem}</p>}
      <div className="mt-2 grid h-[min(300px,calc(100dvh-260px))] min-h-[120px] grid-cols-[150px_minmax(0,1fr)] gap-2 max-[760px]:grid-cols-1">
        <nav className="min-h-0 overflow-y-auto max-[760px]:hidden" aria-label={t('models.picker.places')}>
          {folder?.places.map((place) => (
            <button
              key={place.path}
              type="button"
              className="item w-full text-left"
              title={place.path}
              aria-current={place.path === folder.path ? 'true' : undefined}
              onClick={() => openEntry({ ...place, type: 'folder' })}
            >
              <Icon name={place.path === '/' || /^[A-Z]:\\$/.test(place.path) ? 'disk' : 'folder'} size={14} />
              <span className="cut grow">{place.name}</span>
            </button>
          ))}
        </nav>
        <Entries folder={folder} isFolder={isFolder} chosen={chosen} onOpen={openEntry} />
      </div>
    </Dialog>
  );
}

/** The folder that is shown; a path that cannot be listed leaves the last one and says why. */
function useHostFolder(isOpen: boolean) {
  const { t } = useTranslation();
  const [folder, setFolder] = useState<Folder>();
  const [problem, setProblem] = useState<string>();
  const wishes = useRef(0);
  /** The last wish counts: a slow folder does not replace one that was asked for after it. */
  async function go(path?: string) {
    wishes.current += 1;
    const wish = wishes.current;
    try {
      const listed = await (await host()).models.listFolder({ ...(path ? { path } : {}) });
      if (wish !== wishes.current) return;
      setFolder(listed);
      setProblem(undefined);
    } catch (error) {
      if (wish === wishes.current) setProblem(describeError(t, toWireError(error)).happened);
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first folder is asked for when the dialog opens
  useEffect(() => {
    if (isOpen) void go(folder?.path);
  }, [isOpen]);
  return { folder, problem, go };
}

/** The path as a line to edit, and the way up. */
function PathBar({ folder, onGo }: { folder: Folder | undefined; onGo: (path: string) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string>();
  function take() {
    if (draft) onGo(draft);
    setDraft(undefined);
  }
  return (
    <div className="row gap-1!">
      <IconButton
        label={t('models.picker.up')}
        icon="left"
        disabled={!folder?.parent}
        onClick={() => folder?.parent && onGo(folder.parent)}
      />
      <Input
        isMono
        aria-label={t('models.picker.path')}
        value={draft ?? folder?.path ?? ''}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => setDraft(undefined)}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
    </div>
  );
}

interface PickRequest {
  what: PickWhat;
  settle: (paths: string[]) => void;
}

const usePickRequest = create<{ request: PickRequest | undefined }>(() => ({ request: undefined }));

/** Lets the person choose files or a folder of the host; empty when they cancel. */
export async function pickPaths(what: PickWhat): Promise<string[]> {
  if (useSystem.getState().info?.canPickFiles) {
    const picked = await attempt(host().then((client) => client.models.pick({ what })));
    return picked?.paths ?? [];
  }
  return new Promise((settle) => usePickRequest.setState({ request: { what, settle } }));
}

/** Lets the person choose a folder and adds it to the library. */
export async function addFolder(): Promise<void> {
  const [path] = await pickPaths('folder');
  if (path) await attempt(host().then((client) => client.models.addFolder({ path })));
}

/** Shows the folder browser when `pickPaths` asks for it. Stands once in the app. */
export function PickDialog() {
  const request = usePickRequest((state) => state.request);
  function settle(paths: string[]) {
    request?.settle(paths);
    usePickRequest.setState({ request: undefined });
  }
  if (!request) return null;
  return <HostFolderDialog what={request.what} open onOpenChange={(isOpen) => !isOpen && settle([])} onChoose={settle} />;
}
