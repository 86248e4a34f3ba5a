import { useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../shared/chats.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { startEdit } from '../../stores/drafts.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { LetGoOfEnd } from './scroll.ts';
import { Versions } from './versions.tsx';

/** A text that was pasted may be a book: beyond this many characters or lines it is cut until asked for. */
const longText = 2500;
const longLines = 24;

function shorten(text: string): string {
  const lines = text.slice(0, longText).split('\n');
  return lines.slice(0, longLines).join('\n');
}

/** What the person said, with its buttons beside it while it is pointed at. */
export function UserTurn({ message }: { message: Message }) {
  const { t } = useTranslation();
  const letGo = useContext(LetGoOfEnd);
  const [isWhole, setWhole] = useState(false);
  const short = shorten(message.text);
  const hasVersions = message.versionCount > 1;
  const isCut = !isWhole && short.length < message.text.length;
  return (
    <article className="ask group/turn relative" aria-label={t('chat.you')}>
      <p className="said wrap-anywhere whitespace-pre-wrap">
        {isCut ? `${short}…` : message.text}
        {isCut && (
          <button
            type="button"
            className="btn quiet-link sm mt-1 flex! px-0!"
            onClick={() => {
              letGo();
              setWhole(true);
            }}
          >
            {t('chat.showAll')}
          </button>
        )}
      </p>
      <div
        className={`turn-foot absolute right-full mr-1 ${hasVersions ? 'bottom-8' : 'bottom-1.5'} opacity-0 group-focus-within/turn:opacity-100 group-hover/turn:opacity-100 [@media(hover:none)]:opacity-100`}
      >
        <CopyButton label={t('chat.copyMessage')} text={message.text} />
        <IconButton label={t('chat.edit')} icon="edit" size="sm" onClick={() => startEdit(message.id, message.text)} />
      </div>
      {hasVersions && (
        <div className="turn-foot">
          <Versions message={message} />
        </div>
      )}
    </article>
  );
}
