import { useTranslation } from 'react-i18next';
import type { Message } from '../../../shared/chats.ts';
import { formatCount } from '../../../shared/format.ts';
import { showVersion } from '../../stores/chat-actions.ts';
import { IconButton } from '../../ui/icon-button.tsx';

/** "2 of 2" between arrows; nothing where there is only one version. */
export function Versions({ message }: { message: Message }) {
  const { t, i18n } = useTranslation();
  const { conversationId, id, version, versionCount } = message;
  if (versionCount < 2) return null;
  const step = (by: -1 | 1) => () => void showVersion(conversationId, id, by);
  const isFirst = version <= 1;
  const isNewest = version >= versionCount;
  return (
    <span className="row gap-0!">
      <IconButton label={t('chat.previousVersion')} shortcut="Alt ←" icon="left" size="sm" disabled={isFirst} onClick={step(-1)} />
      <span className="num">
        {t('chat.version', { at: formatCount(i18n.language, version), count: formatCount(i18n.language, versionCount) })}
      </span>
      <IconButton label={t('chat.nextVersion')} shortcut="Alt →" icon="right" size="sm" disabled={isNewest} onClick={step(1)} />
    </span>
  );
}
