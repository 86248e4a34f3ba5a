import type { ComponentPropsWithRef } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-shapes.tsx';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'aria-label' | 'children'> {
  /** The name, read aloud and shown in the tooltip. */
  label: string;
  shortcut?: string | undefined;
  icon: IconName;
  size?: 'sm' | 'md';
  /** Set for a button that stays on. */
  isPressed?: boolean | undefined;
  side?: 'top' | 'right' | 'bottom' | 'left';
}

/** A button that is only an icon. */
export function IconButton(props: IconButtonProps) {
  const { label, shortcut, icon, size = 'md', isPressed, side = 'bottom', className = '', ...rest } = props;
  return (
    <Tooltip label={label} shortcut={shortcut} side={side}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={isPressed}
        {...rest}
        className={`btn ghost icon ${size === 'sm' ? 'sm' : ''} ${className}`}
      >
        <Icon name={icon} size={size === 'sm' ? 14 : 16} />
      </button>
    </Tooltip>
  );
}
