import type { TrainingEvent } from '@textgate/trainer'

/** Seconds of each whole epoch, from its first batch to its last step: without scoring on dev and checkpoints. */
export function epochStopwatch(): { onEvent: (event: TrainingEvent) => void; seconds: readonly number[] } {
  const seconds: number[] = []
  let started = 0
  let lastStep = 0
  const onEvent = ({ type }: TrainingEvent): void => {
    if (type === 'epoch') started = performance.now()
    if (type === 'step') lastStep = performance.now() // the last step of an epoch always is an event
    if (type === 'evaluation') seconds.push((lastStep - started) / 1000)
  }
  return { onEvent, seconds }
}
