import { createContext, type ReactNode, use, useId } from 'react';

interface FieldIds {
  id: string;
  describedBy: string | undefined;
  isInvalid: boolean;
}

const FieldContext = createContext<FieldIds | undefined>(undefined);

/** What a control inside a Field puts on itself, so that label, hint and error belong to it. */
export function useFieldProps(): { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: true } {
  const field = use(FieldContext);
  if (!field) return {};
  return {
    id: field.id,
    ...(field.describedBy ? { 'aria-describedby': field.describedBy } : {}),
    ...(field.isInvalid ? { 'aria-invalid': true } : {}),
  };
}

interface FieldProps {
  label: ReactNode;
  /** Right of the label: a count, a tag. */
  aside?: ReactNode;
  hint?: ReactNode;
  /** Takes the hint's place and says what is right. */
  error?: ReactNode;
  children: ReactNode;
}

/** Label above, hint below. Holds one Input, TextArea or Select. */
export function Field({ label, aside, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <FieldContext value={{ id, describedBy: note ? `${id}-note` : undefined, isInvalid: error !== undefined }}>
      <div className="field">
        <div className="label">
          <label htmlFor={id}>{label}</label>
          {aside && (
            <>
              <span className="grow" />
              {aside}
            </>
          )}
        </div>
        {children}
        {note && (
          <span id={`${id}-note`} className={`hint ${error ? 'c-danger' : ''}`} role={error ? 'alert' : undefined}>
            {note}
          </span>
        )}
      </div>
    </FieldContext>
  );
}
