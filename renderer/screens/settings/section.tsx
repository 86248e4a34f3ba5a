import type { ReactNode } from 'react';
import type { SectionId } from './sections.ts';

/** A group of settings under its name; not shown while none of its rows is. */
export function Section({ id, title, children }: { id: SectionId; title: string; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="mb-7 hidden scroll-mt-5 has-[.set,.shortcut]:block">
      <h2 id={`${id}-title`} className="t-16 b mb-2.5">
        {title}
      </h2>
      {children}
    </section>
  );
}
