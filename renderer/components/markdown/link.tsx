import { createContext, type ReactNode, use } from 'react';
import { useTranslation } from 'react-i18next';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';

/** What a link in a text may open; anything else stays text. */
const openable = /^(?:https?:\/\/|mailto:)/i;

export const isOpenable = (url: string): boolean => openable.test(url);

const IsInLink = createContext(false);

/** Opens outside: the desktop asks its host, a browser opens a new page that knows nothing of this one. */
export function OutsideLink({ url, children }: { url: string; children: ReactNode }) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      title={url}
      onClick={(event) => {
        if (!window.alcove) return;
        event.preventDefault();
        void attempt(host().then((client) => client.system.openExternal({ url })));
      }}
    >
      <IsInLink value={true}>{children}</IsInLink>
    </a>
  );
}

/** Pictures from elsewhere are never fetched: a link says what it is and where it leads. */
export function ImageLink({ url, alt }: { url: string; alt: string }) {
  const { t } = useTranslation();
  const label = t('chat.image', { name: alt || url });
  // A picture that is a link itself leads where that leads.
  const isInLink = use(IsInLink);
  return isOpenable(url) && !isInLink ? <OutsideLink url={url}>{label}</OutsideLink> : <span className="c3">{label}</span>;
}
