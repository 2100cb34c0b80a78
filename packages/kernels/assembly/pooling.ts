import { intAt } from './recurrence'
import { firstUnit, loadLanes, storeLanes } from './simd'

// Rows are in sorted order: row b has the steps whose number of rows is larger than b.

/** out[b] = the largest states of row b, the first one of equals; argmax their positions. An empty row: 0 and −1. Cut by rows. */
export function poolMax(
  states: usize,
  lds: i32,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  batch: i32,
  width: i32,
  out: usize,
  ldo: i32,
  argmax: usize,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, batch)
  for (let b = firstUnit(part, parts, batch); b < end; b++) {
    const length = lengthOf(b, rowsAtStep, steps)
    const to = out + ((<usize>b * ldo) << 2)
    const where = argmax + ((<usize>b * width) << 2)
    for (let j = 0; j < width; j += 4) {
      const lanes = width - j
      const at = (<usize>j) << 2
      let best = f32x4.splat(0)
      let position = i32x4.splat(-1)
      for (let t = 0; t < length; t++) {
        const p = intAt(offsets, t) + b
        const state = loadLanes(states + ((<usize>p * lds) << 2) + at, lanes)
        const wins = t == 0 ? i32x4.splat(-1) : f32x4.gt(state, best)
        best = v128.bitselect(state, best, wins)
        position = v128.bitselect(i32x4.splat(p), position, wins)
      }
      storeLanes(to + at, best, lanes)
      if (argmax) storeLanes(where + at, position, lanes)
    }
  }
}

/** Gradient of `poolMax`: every position is written, or added to. Cut by rows. */
export function poolMaxBackward(
  dOut: usize,
  ldo: i32,
  argmax: usize,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  batch: i32,
  width: i32,
  dStates: usize,
  ldd: i32,
  accumulate: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, batch)
  for (let b = firstUnit(part, parts, batch); b < end; b++) {
    const length = lengthOf(b, rowsAtStep, steps)
    const from = dOut + ((<usize>b * ldo) << 2)
    const where = argmax + ((<usize>b * width) << 2)
    for (let t = 0; t < length; t++) {
      const p = intAt(offsets, t) + b
      const to = dStates + ((<usize>p * ldd) << 2)
      for (let j = 0; j < width; j += 4) {
        const lanes = width - j
        const at = (<usize>j) << 2
        const won = i32x4.eq(loadLanes(where + at, lanes), i32x4.splat(p))
        const d = v128.and(loadLanes(from + at, lanes), won)
        storeLanes(to + at, accumulate ? f32x4.add(loadLanes(to + at, lanes), d) : d, lanes)
      }
    }
  }
}

/** out[b] = the mean of the states of row b, 0 for an empty row. Cut by rows. */
export function poolMean(
  states: usize,
  lds: i32,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  batch: i32,
  width: i32,
  out: usize,
  ldo: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, batch)
  for (let b = firstUnit(part, parts, batch); b < end; b++) {
    const length = lengthOf(b, rowsAtStep, steps)
    const to = out + ((<usize>b * ldo) << 2)
    const share = f32x4.splat(length > 0 ? <f32>1 / <f32>length : 0)
    for (let j = 0; j < width; j += 4) {
      const lanes = width - j
      const at = (<usize>j) << 2
      let sum = f32x4.splat(0)
      for (let t = 0; t < length; t++) {
        sum = f32x4.add(sum, loadLanes(states + ((<usize>(intAt(offsets, t) + b) * lds) << 2) + at, lanes))
      }
      storeLanes(to + at, f32x4.mul(sum, share), lanes)
    }
  }
}

/** Gradient of `poolMean`. Cut by rows. */
export function poolMeanBackward(
  dOut: usize,
  ldo: i32,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  batch: i32,
  width: i32,
  dStates: usize,
  ldd: i32,
  accumulate: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, batch)
  for (let b = firstUnit(part, parts, batch); b < end; b++) {
    const length = lengthOf(b, rowsAtStep, steps)
    const from = dOut + ((<usize>b * ldo) << 2)
    const share = f32x4.splat(length > 0 ? <f32>1 / <f32>length : 0)
    for (let t = 0; t < length; t++) {
      const to = dStates + ((<usize>(intAt(offsets, t) + b) * ldd) << 2)
      for (let j = 0; j < width; j += 4) {
        const lanes = width - j
        const at = (<usize>j) << 2
        const d = f32x4.mul(loadLanes(from + at, lanes), share)
        storeLanes(to + at, accumulate ? f32x4.add(loadLanes(to + at, lanes), d) : d, lanes)
      }
    }
  }
}

/** out[b] = the state at the last step of row b, with `reverse` at step 0; 0 for an empty row. Cut by rows. */
export function poolLast(
  states: usize,
  lds: i32,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  batch: i32,
  width: i32,
  out: usize,
  ldo: i32,
  reverse: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, batch)
  const bytes = (<usize>width) << 2
  for (let b = firstUnit(part, parts, batch); b < end; b++) {
    const length = lengthOf(b, rowsAtStep, steps)
    const to = out + ((<usize>b * ldo) << 2)
    if (length == 0) memory.fill(to, 0, bytes)
    else memory.copy(to, states + ((<usize>(intAt(offsets, reverse ? 0 : length - 1) + b) * lds) << 2), bytes)
  }
}

/** Gradient of `poolLast`. Cut by rows. */
export function poolLastBackward(
  dOut: usize,
  ldo: i32,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  batch: i32,
  width: i32,
  dStates: usize,
  ldd: i32,
  reverse: i32,
  accumulate: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, batch)
  const bytes = (<usize>width) << 2
  for (let b = firstUnit(part, parts, batch); b < end; b++) {
    const length = lengthOf(b, rowsAtStep, steps)
    const from = dOut + ((<usize>b * ldo) << 2)
    const last = reverse ? 0 : length - 1
    for (let t = 0; t < length; t++) {
      const to = dStates + ((<usize>(intAt(offsets, t) + b) * ldd) << 2)
      if (t != last) {
        if (!accumulate) memory.fill(to, 0, bytes)
      } else if (accumulate) {
        for (let j = 0; j < width; j += 4) {
          const lanes = width - j
          const at = (<usize>j) << 2
          storeLanes(to + at, f32x4.add(loadLanes(to + at, lanes), loadLanes(from + at, lanes)), lanes)
        }
      } else {
        memory.copy(to, from, bytes)
      }
    }
  }
}

/** Steps of a row: rows never become more from step to step, so by bisection. */
export function lengthOf(row: i32, rowsAtStep: usize, steps: i32): i32 {
  let low = 0
  let high = steps
  while (low < high) {
    const middle = (low + high) >> 1
    if (intAt(rowsAtStep, middle) > row) low = middle + 1
    else high = middle
  }
  return low
}
