import { useRef, useState } from 'react';
import { IconButton } from '../../ui/icon-button.tsx';

/** Copies a text; the icon says that it did. */
export function CopyTextButton({ label, text, shortcut }: { label: string; text: string; shortcut?: string | undefined }) {
  const [isCopied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), 2000);
  };
  return <IconButton label={label} shortcut={shortcut} icon={isCopied ? 'check' : 'copy'} size="sm" onClick={() => void copy()} />;
}
