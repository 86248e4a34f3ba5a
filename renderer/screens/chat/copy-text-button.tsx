import { useCopy } from '../../components/use-copy.ts';
import { IconButton } from '../../ui/icon-button.tsx';

/** Copies a text; the icon says that it did. */
export function CopyTextButton({ label, text, shortcut }: { label: string; text: string; shortcut?: string | undefined }) {
  const { isCopied, copy } = useCopy();
  return <IconButton label={label} shortcut={shortcut} icon={isCopied ? 'check' : 'copy'} size="sm" onClick={() => void copy(text)} />;
}
