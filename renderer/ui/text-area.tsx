import type { ComponentPropsWithRef } from 'react';
import { useFieldProps } from './field.tsx';

/** Several lines of text; grows with them up to its own max-height. */
export function TextArea({ className = '', ...rest }: ComponentPropsWithRef<'textarea'>) {
  const field = useFieldProps();
  return <textarea rows={3} spellCheck={false} {...field} {...rest} className={`textarea field-sizing-content ${className}`} />;
}
