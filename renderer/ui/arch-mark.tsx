/** Alcove's mark: the lit niche, in one colour with the back wall at 45 %. `height` in pixels. */
export function ArchMark({ height = 24, className = '' }: { height?: number; className?: string }) {
  return (
    <svg
      className={`arch ${className}`}
      width={(height * 132) / 144}
      height={height}
      viewBox="0 0 132 144"
      fill="currentColor"
      aria-hidden="true"
    >
      <path fillRule="evenodd" d="M0 144V66a66 66 0 0 1 132 0v78ZM30 144h102V75a51 51 0 0 0-102 0Z" />
      <path opacity={0.45} d="M30 144V75a51 51 0 0 1 102 0v69Z" />
    </svg>
  );
}
