/** One column of a row-major table, copied; shape [rows]. */
export function columnOf<T extends Float32Array | Uint8Array>(values: T, column: number, columns: number): T {
  return values.filter((_: number, i: number) => i % columns === column) as T
}
