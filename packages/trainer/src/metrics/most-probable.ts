/** Class of the largest of a row's values, which begin at `start`; of equals the first. */
export function mostProbable(values: Float32Array, start: number, classes: number): number {
  let best = 0
  for (let c = 1; c < classes; c++) {
    if ((values[start + c] as number) > (values[start + best] as number)) best = c
  }
  return best
}
