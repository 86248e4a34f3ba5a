import type { ReactNode } from 'react';

export type TagTone = 'neutral' | 'accent' | 'ok' | 'warn' | 'danger';

/** One short word about the thing beside it. */
export function Tag({ tone = 'neutral', children, className = '' }: { tone?: TagTone; children: ReactNode; className?: string }) {
  return <span className={`tag ${tone === 'neutral' ? '' : tone} ${className}`}>{children}</span>;
}
