/** How each element of a Markdown text is drawn, in the classes of style.css instead of the library's own. */
import { Children, isValidElement, type JSX, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Components, type ExtraProps, useIsCodeFenceIncomplete } from 'streamdown';
import { Icon } from '../../ui/icon.tsx';
import { CodeBlock } from './code-block.tsx';
import { isOpenable, OutsideLink, Picture } from './link.tsx';

const textOf = (node: ReactNode): string =>
  Children.toArray(node)
    .map((child) => (isValidElement<{ children?: ReactNode }>(child) ? textOf(child.props.children) : String(child)))
    .join('');

interface CodeProps {
  className?: string;
  children?: ReactNode;
}

function Pre({ children }: JSX.IntrinsicElements['pre'] & ExtraProps) {
  const isOpen = useIsCodeFenceIncomplete();
  const code = Children.toArray(children).find((child) => isValidElement(child)) as ReactElement<CodeProps> | undefined;
  const tag = /language-(\S+)/.exec(code?.props.className ?? '')?.[1] ?? '';
  return <CodeBlock code={textOf(code?.props.children ?? children)} tag={tag} isOpen={isOpen} />;
}

/** The box of a task in a list; it belongs to the text and cannot be ticked. */
function TaskMark({ isDone }: { isDone: boolean }) {
  const { t } = useTranslation();
  return (
    <span
      role="img"
      aria-label={isDone ? t('chat.taskDone') : t('chat.taskOpen')}
      className={`check mr-2 inline-grid! align-[-3px] ${isDone ? 'border-accent bg-accent text-on-accent' : ''}`}
    >
      {isDone && <Icon name="check" />}
    </span>
  );
}

const heading = 'font-semibold text-pretty not-first:mt-1';

/** Alignment as class, since the columns of numbers stand right. */
const cell = (align: unknown) => (align === 'right' ? 'r' : align === 'center' ? 'text-center!' : undefined);

export const elements: Components = {
  p: ({ children }) => <p className="wrap-anywhere">{children}</p>,
  // The page's own heading is the first.
  h1: ({ children }) => <h2 className={`${heading} text-[16px] leading-6`}>{children}</h2>,
  h2: ({ children }) => <h3 className={`${heading} text-[15px] leading-6`}>{children}</h3>,
  h3: ({ children }) => <h4 className={heading}>{children}</h4>,
  h4: ({ children }) => <h5 className={heading}>{children}</h5>,
  h5: ({ children }) => <h6 className={heading}>{children}</h6>,
  h6: ({ children }) => <h6 className={heading}>{children}</h6>,
  ul: ({ children, className }) => (
    // Inside a numbered list the rows of this one have no numbers.
    <ul
      className={`flex flex-col gap-1 [&>li]:pl-0 [&>li]:[counter-increment:none] [&>li]:before:content-none ${className?.includes('contains-task-list') ? '' : 'list-disc pl-[18px] marker:text-text-3'}`}
    >
      {children}
    </ul>
  ),
  // The counter follows the list's own first number.
  ol: ({ children, start }) => <ol style={start ? { counterReset: `n ${Number(start) - 1}` } : undefined}>{children}</ol>,
  li: ({ children }) => <li className="wrap-anywhere [&>:is(p,ul,ol,div)+*]:mt-1 [&>:is(ul,ol)]:mt-1">{children}</li>,
  blockquote: ({ children }) => (
    <blockquote className="flex flex-col gap-[10px] border-l-2 border-line-2 pl-3 text-text-2">{children}</blockquote>
  ),
  hr: () => <hr className="border-0 border-t border-line" />,
  strong: ({ children }) => <strong>{children}</strong>,
  sup: ({ children }) => <sup className="text-[11px]">{children}</sup>,
  sub: ({ children }) => <sub className="text-[11px]">{children}</sub>,
  pre: Pre,
  code: ({ children }) => <code className="wrap-anywhere">{children}</code>,
  a: ({ href, children }) => (href && isOpenable(href) ? <OutsideLink url={href}>{children}</OutsideLink> : <span>{children}</span>),
  img: ({ src, alt }) => <Picture url={typeof src === 'string' ? src : ''} alt={alt ?? ''} />,
  table: ({ children }) => (
    <div className="overflow-x-auto">
      <table>{children}</table>
    </div>
  ),
  thead: ({ children }) => <thead>{children}</thead>,
  tbody: ({ children }) => <tbody>{children}</tbody>,
  tr: ({ children }) => <tr>{children}</tr>,
  th: ({ children, style }) => <th className={cell(style?.textAlign)}>{children}</th>,
  td: ({ children, style }) => <td className={cell(style?.textAlign)}>{children}</td>,
  section: ({ children }) => (
    <section className="flex flex-col gap-1 border-t border-line pt-2 text-[12px] leading-[18px]">{children}</section>
  ),
  input: ({ checked }) => <TaskMark isDone={checked ?? false} />,
};
