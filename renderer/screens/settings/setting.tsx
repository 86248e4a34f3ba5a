import { createContext, type ReactNode, use } from 'react';

/** What is typed into "Find a setting"; rows that do not match stay out, and with its last row a section goes. */
export const SettingsQuery = createContext('');

/** Whether a row with these words is wanted now. */
export function useIsFound(...words: (string | undefined)[]): boolean {
  const query = use(SettingsQuery).trim().toLowerCase();
  return query === '' || words.join(' ').toLowerCase().includes(query);
}

interface SettingProps {
  label: string;
  hint?: ReactNode;
  /** Further words it can be found by. */
  words?: string | undefined;
  children?: ReactNode;
}

/** One setting: its name and hint, and the control at the right. */
export function Setting({ label, hint, words, children }: SettingProps) {
  const isFound = useIsFound(label, typeof hint === 'string' ? hint : '', words);
  if (!isFound) return null;
  return (
    <div className="set">
      <div className="grow">
        <p>{label}</p>
        {hint && <p className="hint">{hint}</p>}
      </div>
      {children}
    </div>
  );
}
