import { type IconName, iconShapes } from './icon-shapes.tsx';

/** A decorative icon; whatever holds it carries the name. `size` in pixels. */
export function Icon({ name, size = 16, className = '' }: { name: IconName; size?: 12 | 14 | 16 | 20; className?: string }) {
  return (
    <svg className={`i ${size === 16 ? '' : `i-${size}`} ${className}`} viewBox="0 0 20 20" aria-hidden="true">
      {iconShapes[name]}
    </svg>
  );
}
