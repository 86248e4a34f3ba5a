import { IconButton } from '../ui/icon-button.tsx';
import { useCopy } from './use-copy.ts';

/** Copies a text; the icon says that it did. */
export function CopyButton({ label, text, shortcut }: { label: string; text: string; shortcut?: string | undefined }) {
  const { isCopied, copy } = useCopy();
  return <IconButton label={label} shortcut={shortcut} icon={isCopied ? 'check' : 'copy'} size="sm" onClick={() => void copy(text)} />;
}
