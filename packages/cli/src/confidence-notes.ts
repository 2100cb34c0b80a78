import type { DevResult } from '@textgate/trainer'
import { percent } from './format.ts'

/** What training found out about the probabilities: how they were calibrated, and which texts will be unknown. */
export function confidenceNotes({ calibration, unknown }: Partial<DevResult>): string[] {
  const notes: string[] = []
  if (calibration) notes.push(calibrationNote(calibration))
  if (unknown) notes.push(unknownNote(unknown))
  return notes
}

function calibrationNote({
  temperature,
  reason,
  calibrationError,
}: NonNullable<DevResult['calibration']>): string {
  const { before, after } = calibrationError
  return reason === undefined
    ? `temperature ${temperature.toFixed(3)}: expected calibration error on dev ${percent(before)} before, ${percent(after)} after`
    : `probabilities are as trained: ${reason}`
}

function unknownNote({
  below,
  wantedPrecision,
  coverage,
  precision,
}: NonNullable<DevResult['unknown']>): string {
  const figures = `${percent(coverage)} of the dev rows are answered, ${percent(precision)} of those rightly`
  if (below !== null) return `unknown below a probability of ${below.toFixed(4)}: ${figures}`
  return `no probability gives ${percent(wantedPrecision)} right answers on dev (at best ${figures}), so every text will be answered; ask for less with --unknown-precision`
}
