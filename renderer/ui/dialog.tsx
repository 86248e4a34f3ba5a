import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { closeOnEscape } from './close-on-escape.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-shapes.tsx';
import { useReturnFocus } from './use-return-focus.ts';

interface DialogProps {
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the primary one last. */
  actions?: ReactNode;
  /** Left of the title; danger for what went wrong. */
  icon?: IconName | undefined;
  /** Pixels; 440 unless told. */
  width?: number;
  open: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** A decision that cannot wait, or a short form: title, one sentence, one primary button. */
export function Dialog({ title, description, children, actions, icon, width = 440, open, onOpenChange }: DialogProps) {
  const returnFocus = useReturnFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="scrim">
          <Radix.Content
            className="dialog"
            style={{ width }}
            {...returnFocus}
            {...closeOnEscape(open, () => onOpenChange(false))}
            {...(description ? {} : { 'aria-describedby': undefined })}
          >
            <div className="flex items-start gap-3.5">
              {icon && (
                <span className="c-danger grid h-6 w-5 place-items-center">
                  <Icon name={icon} size={20} />
                </span>
              )}
              <div className="grow">
                <Radix.Title className="t-16 b">{title}</Radix.Title>
                {description && <Radix.Description className="c2 mt-1">{description}</Radix.Description>}
                {children && <div className="mt-3.5">{children}</div>}
              </div>
            </div>
            {actions && <div className="row mt-5 justify-end">{actions}</div>}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}
