import type { ComponentPropsWithRef, MouseEvent } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-shapes.tsx';
import { Spinner } from './spinner.tsx';
import { Tooltip } from './tooltip.tsx';

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  variant?: 'default' | 'primary' | 'quiet' | 'danger';
  size?: 'sm' | 'md' | 'lg';
  icon?: IconName | undefined;
  /** The spinner takes the icon's place, the width stays. */
  isBusy?: boolean;
  /** Why the button does nothing now; shown in its tooltip. It keeps its place in the focus order. */
  disabledReason?: string | undefined;
}

const variants = { default: '', primary: 'primary', quiet: 'ghost', danger: 'danger' };
const sizes = { sm: 'sm', md: '', lg: 'lg' };

/** A button with words; the verb comes first. One primary button per view. */
export function Button(props: ButtonProps) {
  const { variant = 'default', size = 'md', icon, isBusy = false, disabledReason, className = '', children, onClick, ...rest } = props;
  const isOff = isBusy || disabledReason !== undefined;
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (isOff) event.preventDefault();
    else onClick?.(event);
  };
  const button = (
    <button
      type="button"
      {...rest}
      className={`btn relative ${variants[variant]} ${sizes[size]} ${className}`}
      aria-busy={isBusy || undefined}
      aria-disabled={isOff || undefined}
      onClick={click}
    >
      {icon && !isBusy && <Icon name={icon} size={size === 'sm' ? 14 : 16} />}
      {icon && isBusy && <Spinner className="-ml-0.5" />}
      {isBusy && !icon ? (
        <>
          <span className="invisible contents">{children}</span>
          <Spinner className="absolute" />
        </>
      ) : (
        children
      )}
    </button>
  );
  return disabledReason ? <Tooltip label={disabledReason}>{button}</Tooltip> : button;
}
