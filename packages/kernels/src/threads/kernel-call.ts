/** One parallel export of the kernels with its arguments; its parts may be done by any thread, in any order. */
export interface KernelCall {
  /** Name of the export. */
  readonly name: string
  /** All but the last three (part, parts, scratch), which each thread adds itself; 40 at most. */
  readonly args: readonly number[]
  /** Into how many pieces the work is cut, 1 or more: by the shape alone, never by the number of threads. */
  readonly parts: number
}
