import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Download } from '../../../shared/downloads.ts';
import { formatBytes, formatPercent } from '../../../shared/format.ts';
import type { Version } from '../../../shared/hub.ts';
import type { Model } from '../../../shared/models.ts';
import { canChat } from '../../../shared/usual-model.ts';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { changeSettings } from '../../stores/chat-settings.ts';
import { useDownloads } from '../../stores/downloads.ts';
import type { ModelRef } from '../../stores/hub-page.ts';
import { useLibrary } from '../../stores/models.ts';
import { showConversation, showModel, useUi } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { versionState } from './version-state.ts';

/** "62 %", "Queued", "Needs you": where a download stands, in the width of a button. */
function useStateWords(): (download: Download) => string {
  const { t, i18n } = useTranslation();
  return ({ state, doneBytes, sizeBytes }) => {
    switch (state.type) {
      case 'queued':
        return t('discover.download.queued');
      case 'starting':
      case 'running':
        return formatPercent(i18n.language, sizeBytes > 0 ? doneBytes / sizeBytes : 0);
      case 'waiting':
        return t('discover.download.waiting');
      case 'checking':
        return t('discover.download.checking');
      case 'paused':
        return t('discover.download.paused');
      case 'failed':
        return t('discover.download.needsYou');
      case 'done':
        return t('discover.inLibrary');
      default:
        return state satisfies never;
    }
  };
}

function talkTo(modelId: string): void {
  changeSettings(undefined, { modelId });
  showConversation(undefined);
}

const showDownloads = (): void => useUi.setState({ isDownloadsOpen: true });

interface DownloadButtonProps {
  modelRef: ModelRef;
  version: Version;
  /** What is downloaded, for the name that is read aloud. */
  name: string;
  isPrimary: boolean;
  /** Why it cannot be had. */
  disabledReason?: string | undefined;
}

/** Gets a version; then shows how far it is, and at last leads to a conversation with it. */
export function DownloadButton({ modelRef, version, name, isPrimary, disabledReason }: DownloadButtonProps) {
  const { t, i18n } = useTranslation();
  const words = useStateWords();
  const models = useLibrary((state) => state.models);
  const downloads = useDownloads((state) => state.downloads);
  const [isBusy, setBusy] = useState(false);
  const state = versionState(modelRef, version, { models, downloads });
  if (state.type === 'library') return <InLibrary model={state.model} />;
  if (state.type === 'download') {
    return (
      <Button
        size="sm"
        icon="downloads"
        className="num min-w-[92px]"
        aria-label={t('discover.download.show', { name, state: words(state.download) })}
        onClick={showDownloads}
      >
        {words(state.download)}
      </Button>
    );
  }
  const start = async () => {
    setBusy(true);
    const { source, repository } = modelRef;
    await attempt(host().then((client) => client.downloads.add({ source, repository, versionId: version.id })));
    setBusy(false);
  };
  return (
    <Button
      size="sm"
      icon="downloads"
      variant={isPrimary ? 'primary' : 'default'}
      isBusy={isBusy}
      disabledReason={disabledReason}
      aria-label={t('discover.download.start', { name, size: formatBytes(i18n.language, version.sizeBytes) })}
      onClick={() => void start()}
    >
      {t('discover.download.button')}
    </Button>
  );
}

function InLibrary({ model }: { model: Model }) {
  const { t } = useTranslation();
  const isForChat = canChat(model);
  return (
    <Button
      size="sm"
      icon={isForChat ? 'chat' : 'check'}
      title={t('discover.inLibrary')}
      onClick={() => (isForChat ? talkTo(model.id) : showModel(model.id))}
    >
      {isForChat ? t('discover.chat') : t('discover.inLibrary')}
    </Button>
  );
}
