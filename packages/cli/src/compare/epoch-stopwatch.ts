import type { TrainingEvent } from '@textgate/trainer'

/** Seconds of each whole epoch, from its first batch to its last step: without scoring on dev and checkpoints. */
export function epochStopwatch(): { onEvent: (event: TrainingEvent) => void; seconds: readonly number[] } {
  const seconds: number[] = []
  let started = 0
  let lastStep = 0
  const onEvent = ({ type }: TrainingEvent): void => {
    if (type === 'epoch') started = performance.now()
    // The last step of an epoch always is an event, as is the last pass of an encoder that has none.
    if (type === 'step' || type === 'linear') lastStep = performance.now()
    if (type === 'evaluation') seconds.push((lastStep - started) / 1000)
  }
  return { onEvent, seconds }
}
