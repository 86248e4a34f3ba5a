import type { ReactNode } from 'react';
import { Icon } from '../../ui/icon.tsx';

/** One of the three steps; "done" shows a check in place of the number. */
export function Step({ mark, title, children }: { mark: number | 'done'; title: string; children: ReactNode }) {
  return (
    <li className="step">
      <span className={`step-mark ${mark === 'done' ? 'done' : ''}`} aria-hidden="true">
        {mark === 'done' ? <Icon name="check" size={14} /> : mark}
      </span>
      <div className="grow">
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  );
}
