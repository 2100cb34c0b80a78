/** A range in which a figure lies at the stated confidence. */
export interface Interval {
  readonly low: number
  readonly high: number
}
