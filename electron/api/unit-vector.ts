/** The vector at length 1, as programs expect embeddings; zeros stay zeros. */
export function toUnitVector(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
