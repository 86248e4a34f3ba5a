import { useTranslation } from 'react-i18next';
import type { Message } from '../../../shared/chats.ts';
import { formatCount, formatDuration, formatSpeed } from '../../../shared/format.ts';
import { commandShortcut } from '../../commands.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { continueAnswer, regenerate } from '../../stores/chat-actions.ts';
import { changeSettings, useChatSettings } from '../../stores/chat-settings.ts';
import { startEdit } from '../../stores/drafts.ts';
import { useSettings } from '../../stores/settings.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Versions } from './versions.tsx';

interface AnswerFootProps {
  message: Message;
  isLast: boolean;
}

/** Below an answer: copy, another one, edit, more, its numbers and its versions. */
export function AnswerFoot({ message, isLast }: AnswerFootProps) {
  const { t } = useTranslation();
  const { conversationId, id } = message;
  const hasText = message.text !== '';
  const shortcut = (name: 'copyAnswer' | 'answerAgain') => (isLast ? commandShortcut(name) : undefined);
  return (
    <div className="turn-foot -ml-1">
      {hasText && <CopyButton label={t('chat.copyAnswer')} text={message.text} shortcut={shortcut('copyAnswer')} />}
      <IconButton
        label={t('chat.answerAgain')}
        shortcut={shortcut('answerAgain')}
        icon="retry"
        size="sm"
        onClick={() => void regenerate(conversationId, id)}
      />
      {hasText && <IconButton label={t('chat.edit')} icon="edit" size="sm" onClick={() => startEdit(id, message.text)} />}
      <More message={message} isLast={isLast} />
      <Numbers message={message} />
      <span className="grow" />
      <Versions message={message} />
    </div>
  );
}

function More({ message, isLast }: AnswerFootProps) {
  const { t } = useTranslation();
  const { conversationId, id, seed } = message;
  const settings = useChatSettings(conversationId);
  const items = [
    ...(isLast ? [{ label: t('chat.continue'), icon: 'play' as const, onSelect: () => void continueAnswer(conversationId, id) }] : []),
    ...(seed === undefined
      ? []
      : [
          {
            label: t('chat.keepSeed', { seed }),
            icon: 'sync' as const,
            isChecked: settings.sampling.seed === seed,
            onSelect: () => {
              const { seed: kept, ...sampling } = settings.sampling;
              changeSettings(conversationId, { sampling: kept === seed ? sampling : { ...sampling, seed } });
            },
          },
        ]),
  ];
  if (items.length === 0) return null;
  return <Menu trigger={<IconButton label={t('chat.more')} icon="more" size="sm" />} items={items} />;
}

/** "286 tokens · 38.4 tokens/s · first word after 0.4 s", and which model, for those who want to know. */
function Numbers({ message }: { message: Message }) {
  const { t, i18n } = useTranslation();
  const isShown = useSettings((state) => state.settings?.showAnswerNumbers ?? true);
  const { usage, timings } = message;
  if (!isShown || !usage || !timings || usage.completionTokens === 0) return null;
  const locale = i18n.language;
  return (
    <span className="num cut ml-2" title={message.modelName}>
      {t('chat.numbers', {
        count: usage.completionTokens,
        tokens: formatCount(locale, usage.completionTokens),
        speed: formatSpeed(locale, timings.tokensPerSecond),
        // Below a tenth of a second it would read 0.0.
        first: formatDuration(locale, Math.max(100, timings.firstTokenMs)),
      })}
    </span>
  );
}
