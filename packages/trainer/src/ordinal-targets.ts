/**
 * Soft targets for labels of an order: the target of grade i at grade j is exp(−(i − j)²), normalised over j, so that a
 * near miss costs less than a far one (Díaz and Marathe, "Soft Labels for Ordinal Regression", CVPR 2019).
 *
 * @param classes - number of grades
 * @returns row-major, shape [classes, classes]; row i is the target of grade i and sums to 1
 */
export function ordinalTargets(classes: number): Float64Array {
  const targets = new Float64Array(classes * classes)
  for (let grade = 0; grade < classes; grade++) {
    const row = targets.subarray(grade * classes, (grade + 1) * classes)
    row.forEach((_, other) => {
      row[other] = Math.exp(-((grade - other) ** 2))
    })
    const sum = row.reduce((total, value) => total + value, 0)
    row.forEach((value, other) => {
      row[other] = value / sum
    })
  }
  return targets
}
