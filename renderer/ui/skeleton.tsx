/** The place of something that is still coming, in its real height; shows after 200 ms. Sizes in CSS units. */
export function Skeleton({
  width = '100%',
  height = 10,
  className = '',
}: {
  width?: number | string;
  height?: number;
  className?: string;
}) {
  return <span className={`skel ${className}`} style={{ width, height }} aria-hidden="true" />;
}
