import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-shapes.tsx';

interface NoteProps {
  tone?: 'info' | 'warn' | 'bad';
  icon?: IconName;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}

/** Something to know, at the place it is about: what happened, what was kept, what to do. */
export function Note({ tone = 'info', icon, title, children, actions, className = '' }: NoteProps) {
  return (
    <div className={`note ${tone === 'info' ? '' : tone} ${className}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={icon ?? (tone === 'info' ? 'info' : 'alert')} />
      <div className="grow">
        {title && <p className="m">{title}</p>}
        {children && <div className={title ? 'c2' : ''}>{children}</div>}
        {actions && <div className="row mt-2 flex-wrap gap-1.5">{actions}</div>}
      </div>
    </div>
  );
}
