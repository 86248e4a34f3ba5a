import { useCopy } from '../../components/use-copy.ts';
import { IconButton } from '../../ui/icon-button.tsx';

/** Copies a text; the icon says that it did. */
export function CopyButton({ label, text }: { label: string; text: string }) {
  const { isCopied, copy } = useCopy();
  return <IconButton label={label} icon={isCopied ? 'check' : 'copy'} size="sm" onClick={() => void copy(text)} />;
}
