import type { ReactNode } from 'react';

interface EmptyStateProps {
  title: ReactNode;
  text?: ReactNode;
  action?: ReactNode;
  className?: string;
}

/** Nothing here yet: the arch, one line, one sentence, one action. */
export function EmptyState({ title, text, action, className = '' }: EmptyStateProps) {
  return (
    <div className={`empty ${className}`}>
      <svg className="arch" viewBox="0 0 40 46" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
        <path d="M1 45V20a19 19 0 0 1 38 0v25Z" />
        <path d="M10 45V23a14.5 14.5 0 0 1 29 0" />
      </svg>
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {action && <div className="mt-2.5 flex flex-col items-center gap-2">{action}</div>}
    </div>
  );
}
