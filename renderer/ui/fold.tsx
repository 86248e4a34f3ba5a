import { Collapsible } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

interface FoldProps {
  label: ReactNode;
  children: ReactNode;
  defaultOpen?: boolean;
  open?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  className?: string;
}

/** A part that can be opened; the clicked line stays where it is. */
export function Fold({ label, children, className = '', ...state }: FoldProps) {
  return (
    <Collapsible.Root {...state} className={className}>
      <Collapsible.Trigger className="fold group/fold">
        <Icon name="right" size={14} className="group-data-[state=open]/fold:rotate-90" />
        {label}
      </Collapsible.Trigger>
      <Collapsible.Content>{children}</Collapsible.Content>
    </Collapsible.Root>
  );
}
