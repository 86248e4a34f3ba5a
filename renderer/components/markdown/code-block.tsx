import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icon.tsx';
import { useCopy } from '../use-copy.ts';
import { findLanguage } from './languages.ts';
import { useHighlight } from './use-highlight.ts';

interface CodeBlockProps {
  code: string;
  /** What stands behind the fence; empty where nothing does. */
  tag: string;
  /** The fence is still open: the block shows whole lines only, so that it grows by lines. */
  isOpen: boolean;
}

export function CodeBlock({ code, tag, isOpen }: CodeBlockProps) {
  const { t } = useTranslation();
  const whole = code.replace(/\n$/, '');
  const shown = isOpen ? whole.slice(0, Math.max(0, whole.lastIndexOf('\n'))) : whole;
  const lines = useHighlight(shown, tag);
  return (
    <div className="code">
      <div className="code-head">
        <span className="grow cut">{findLanguage(tag)?.name ?? (tag || t('chat.code'))}</span>
        <CopyButton code={whole} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled with the keyboard too */}
      <pre tabIndex={0}>
        {lines.map((tokens, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <span key={line}>
            {tokens.map(({ text, className }, at) =>
              className ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place
                <span key={at} className={className}>
                  {text}
                </span>
              ) : (
                text
              ),
            )}
            {line < lines.length - 1 ? '\n' : null}
          </span>
        ))}
        {isOpen && <span className="caret" />}
      </pre>
    </div>
  );
}

function CopyButton({ code }: { code: string }) {
  const { t } = useTranslation();
  const { isCopied, copy } = useCopy();
  return (
    <button type="button" className="btn ghost sm" onClick={() => void copy(code)}>
      <Icon name={isCopied ? 'check' : 'copy'} size={14} />
      <span aria-live="polite">{isCopied ? t('chat.copied') : t('chat.copy')}</span>
    </button>
  );
}
