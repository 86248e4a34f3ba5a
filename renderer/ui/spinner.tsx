/** A turning ring, for waits of unknown length under three seconds. Decorative: the text beside it says what is going on. */
export function Spinner({ className = '' }: { className?: string }) {
  return <span className={`spin ${className}`} aria-hidden="true" />;
}
