import { InvalidArgumentError } from 'commander'

/** Seconds that a timer of Node waits at most. */
const LONGEST_TIMER = 2_147_483

/** @throws InvalidArgumentError, which commander reports with the option's name, as all of these do */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('It is no whole number.')
  return Number(text)
}

export function positiveNumber(text: string): number {
  if (wholeNumber(text) < 1) throw new InvalidArgumentError('It must be 1 or more.')
  return Number(text)
}

export function timerSeconds(text: string): number {
  if (positiveNumber(text) > LONGEST_TIMER)
    throw new InvalidArgumentError(`It must be ${LONGEST_TIMER} or less.`)
  return Number(text)
}

/** Items between commas. */
export function list(text: string): string[] {
  return text.split(',').map((item) => item.trim())
}

/** A number in [0, 1]. */
export function probability(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It must lie between 0 and 1, or be one of them.')
  return value
}

/** A number in (0, 1). */
export function properFraction(text: string): number {
  const fraction = Number(text)
  if (text.trim() === '' || !(fraction > 0 && fraction < 1))
    throw new InvalidArgumentError('It must lie between 0 and 1.')
  return fraction
}
