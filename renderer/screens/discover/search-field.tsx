import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commandShortcut, useCommand } from '../../commands.ts';
import { openModel } from '../../stores/hub-page.ts';
import { changeWish, searchNow, useSearch } from '../../stores/hub-search.ts';
import { useUi } from '../../stores/ui.ts';
import { Icon } from '../../ui/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { isWebAddress, parseAddress } from './parse-address.ts';

/** Opens the model that an address names, and looks for it in the list beside. */
function openAddress(text: string): boolean {
  const address = parseAddress(text, useSearch.getState().wish.source);
  if (!address) return false;
  changeWish({ source: address.source, text: address.repository });
  openModel(address);
  return true;
}

/** Takes over what another part of the app wanted to be searched. */
function useWantedSearch(): void {
  const wanted = useUi((state) => state.wantedSearch);
  useEffect(() => {
    if (wanted === undefined) return;
    useUi.setState({ wantedSearch: undefined });
    if (!openAddress(wanted)) changeWish({ text: wanted });
  }, [wanted]);
}

/** Words, or the address of a model, which opens it. */
export function SearchField({ onDown }: { onDown: () => void }) {
  const { t } = useTranslation();
  const text = useSearch((state) => state.wish.text);
  // What an input method is still composing is no search yet.
  const [composed, setComposed] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  useWantedSearch();
  useCommand('findHere', () => field.current?.select());

  function handleKey(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') openAddress(text) || searchNow();
    else if (event.key === 'Escape' && text !== '') changeWish({ text: '' });
    else if (event.key === 'ArrowDown') onDown();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function handlePaste(event: ClipboardEvent) {
    const pasted = event.clipboardData.getData('text');
    if (openAddress(pasted)) event.preventDefault();
  }
  const change = (next: string) => {
    if (!isWebAddress(next) || !openAddress(next)) changeWish({ text: next });
  };
  return (
    <label className="input lg">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        className="[&::-webkit-search-cancel-button]:hidden"
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        aria-label={t('discover.search')}
        placeholder={t('discover.search')}
        value={composed ?? text}
        onChange={(event) => (composed === undefined ? change(event.target.value) : setComposed(event.target.value))}
        onCompositionStart={() => setComposed(text)}
        onCompositionEnd={(event) => {
          setComposed(undefined);
          change(event.currentTarget.value);
        }}
        onKeyDown={handleKey}
        onPaste={handlePaste}
      />
      <Kbd>{commandShortcut('findHere')}</Kbd>
    </label>
  );
}
