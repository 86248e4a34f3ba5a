import { useState } from 'react';

interface OwnAddress<Kind extends string> {
  /** What the settings say. */
  kind: Kind | 'own';
  address: string;
  parse: (text: string) => string | undefined;
  /** To keep the choice; with an address where that is new. */
  keep: (kind: Kind | 'own', address?: string) => void;
}

/** One of several known choices or an address of one's own, which counts only once there is one. */
export function useOwnAddress<Kind extends string>({ kind, address, parse, keep }: OwnAddress<Kind>) {
  const [isTyping, setTyping] = useState(false);
  return {
    /** The choice that the page shows. */
    shown: isTyping ? 'own' : kind,
    /** Nothing of what is chosen is in force yet. */
    isTyping,
    choose: (next: Kind | 'own') => {
      const isMissing = next === 'own' && parse(address) === undefined;
      setTyping(isMissing);
      if (!isMissing) keep(next);
    },
    take: (own: string) => {
      setTyping(false);
      keep('own', own);
    },
  } as const;
}
