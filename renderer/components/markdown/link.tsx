import { createContext, type MouseEvent, type ReactNode, use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';

/** What a link in a text may open; anything else stays text. */
const openable = /^(?:https?:\/\/|mailto:)/i;

export const isOpenable = (url: string): boolean => openable.test(url);

const IsInLink = createContext(false);

/** For a link's click: the desktop asks its host; a browser opens a new page by itself. */
export function openOutside(event: MouseEvent, url: string): void {
  if (!window.alcove) return;
  event.preventDefault();
  void attempt(host().then((client) => client.system.openExternal({ url })));
}

/** Opens outside: the desktop asks its host, a browser opens a new page that knows nothing of this one. */
export function OutsideLink({ url, children }: { url: string; children: ReactNode }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer" title={url} onClick={(event) => openOutside(event, url)}>
      <IsInLink value={true}>{children}</IsInLink>
    </a>
  );
}

/**
 * Pictures of a model card, once they are wanted: the host fetches and checks them, so that they come from the page's own address.
 * Everywhere else pictures stay links.
 */
export const ArePicturesShown = createContext(false);

/** A picture from elsewhere: shown where that is wanted, else a link that says what it is and where it leads. */
export function Picture({ url, alt }: { url: string; alt: string }) {
  const [hasFailed, setFailed] = useState(false);
  if (!use(ArePicturesShown) || hasFailed || !/^https?:/i.test(url)) return <ImageLink url={url} alt={alt} />;
  return (
    <img
      className="max-h-[480px] max-w-full"
      src={`/card-picture?url=${encodeURIComponent(url)}`}
      alt={alt}
      loading="lazy"
      onError={() => setFailed(true)}
    />
  );
}

/** Pictures from elsewhere are not fetched by themselves: a link says what it is and where it leads. */
function ImageLink({ url, alt }: { url: string; alt: string }) {
  const { t } = useTranslation();
  const label = t('chat.image', { name: alt || url });
  // A picture that is a link itself leads where that leads.
  const isInLink = use(IsInLink);
  return isOpenable(url) && !isInLink ? <OutsideLink url={url}>{label}</OutsideLink> : <span className="c3">{label}</span>;
}
