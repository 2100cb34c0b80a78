import { lengthOf } from './pooling'
import { intAt } from './recurrence'
import { firstUnit, loadLanes, multiplyAdd, storeLanes } from './simd'
import { exp, tanh } from './vector-math'

/** Steps that are summed by themselves, 4 or a multiple: one sum of tens of thousands of small numbers would lose digits. */
const BLOCK: i32 = 512

// Steps are the outer loops here: the steps of one row lie far from each other, and each is read from end to end.

/** values = tanh values. Cut by blocks of 4,096 values. */
export function tanhValues(values: usize, count: i32, part: i32, parts: i32, scratch: usize): void {
  const blocks = (count + 4095) >> 12
  const end = min(count, firstUnit(part + 1, parts, blocks) << 12)
  for (let i = firstUnit(part, parts, blocks) << 12; i < end; i += 4) {
    const at = values + ((<usize>i) << 2)
    storeLanes(at, tanh(loadLanes(at, end - i)), end - i)
  }
}

/** gradients = gradients · (1 − values²), where values are those of tanh. Cut by blocks of 4,096 values. */
export function tanhGradients(values: usize, gradients: usize, count: i32, part: i32, parts: i32, scratch: usize): void {
  const blocks = (count + 4095) >> 12
  const end = min(count, firstUnit(part + 1, parts, blocks) << 12)
  for (let i = firstUnit(part, parts, blocks) << 12; i < end; i += 4) {
    const at = gradients + ((<usize>i) << 2)
    const value = loadLanes(values + ((<usize>i) << 2), end - i)
    const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(value, value))
    storeLanes(at, f32x4.mul(loadLanes(at, end - i), slope), end - i)
  }
}

/**
 * Softmax of `weights` [N, heads] over the steps of each row and head, in place; out[b] [heads · width] = the sums of the
 * row's states, weighted for each head, heads side by side. An empty row: 0. Cut by rows; needs scratch memory for one of
 * `out`'s rows.
 */
export function poolAttention(
  states: usize, lds: i32, weights: usize, rowsAtStep: usize, offsets: usize, steps: i32, batch: i32, width: i32,
  heads: i32, out: usize, ldo: i32, part: i32, parts: i32, scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, batch)
  for (let b = firstUnit(part, parts, batch); b < end; b++) {
    const length = lengthOf(b, rowsAtStep, steps)
    const to = out + ((<usize>b * ldo) << 2)
    memory.fill(to, 0, ((<usize>heads * width)) << 2)
    softmax(weights, heads, offsets, b, length)
    for (let start = 0; start < length; start += BLOCK) {
      const stop = min(length, start + BLOCK)
      const sums = start == 0 ? to : scratch
      if (start > 0) memory.fill(sums, 0, ((<usize>heads * width)) << 2)
      for (let t = start; t < stop; t += 4) addFourSteps(states, lds, weights, heads, offsets, t, b, stop, sums, width)
      if (start > 0) addValues(to, sums, heads * width)
    }
  }
}

/** sums += values. */
function addValues(sums: usize, values: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    const at = (<usize>i) << 2
    const sum = f32x4.add(loadLanes(sums + at, count - i), loadLanes(values + at, count - i))
    storeLanes(sums + at, sum, count - i)
  }
}

/**
 * Gradient of `poolAttention` in the states, of which every position is written, or added to, and in the scores: dScores
 * [N, heads]. Cut by rows.
 */
export function poolAttentionBackward(
  dOut: usize, ldo: i32, states: usize, lds: i32, weights: usize, rowsAtStep: usize, offsets: usize, steps: i32,
  batch: i32, width: i32, heads: i32, dStates: usize, ldd: i32, dScores: usize, accumulate: i32,
  part: i32, parts: i32, scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, batch)
  for (let b = firstUnit(part, parts, batch); b < end; b++) {
    const length = lengthOf(b, rowsAtStep, steps)
    const from = dOut + ((<usize>b * ldo) << 2)
    for (let t = 0; t < length; t++) {
      const p = intAt(offsets, t) + b
      const state = states + ((<usize>p * lds) << 2)
      const to = dStates + ((<usize>p * ldd) << 2)
      if (!accumulate) memory.fill(to, 0, (<usize>width) << 2)
      const at = (<usize>(p * heads)) << 2
      for (let k = 0; k < heads; k += 4) {
        const first = at + ((<usize>k) << 2)
        fourHeadsBackward(from + ((<usize>k * width) << 2), state, weights + first, heads - k, width, to, dScores + first)
      }
    }
    softmaxBackward(weights, dScores, heads, offsets, b, length)
  }
}

/** Softmax over the steps of row b, in place, four heads at a time. */
function softmax(weights: usize, heads: i32, offsets: usize, b: i32, length: i32): void {
  for (let k = 0; k < heads; k += 4) {
    const lanes = heads - k
    let largest = f32x4.splat(-f32.MAX_VALUE)
    for (let t = 0; t < length; t++) {
      largest = f32x4.max(loadLanes(headsAt(weights, heads, offsets, t, b, k), lanes), largest)
    }
    let total = f32x4.splat(0)
    for (let start = 0; start < length; start += BLOCK) {
      const stop = min(length, start + BLOCK)
      let sum = f32x4.splat(0)
      for (let t = start; t < stop; t++) {
        const at = headsAt(weights, heads, offsets, t, b, k)
        const power = exp(f32x4.sub(loadLanes(at, lanes), largest))
        storeLanes(at, power, lanes)
        sum = f32x4.add(sum, power)
      }
      total = f32x4.add(total, sum)
    }
    const share = f32x4.div(f32x4.splat(1), total)
    for (let t = 0; t < length; t++) {
      const at = headsAt(weights, heads, offsets, t, b, k)
      storeLanes(at, f32x4.mul(loadLanes(at, lanes), share), lanes)
    }
  }
}

/** From the gradients of the weights of row b to those of its scores, in place: w · (d − Σ w · d). */
function softmaxBackward(weights: usize, gradients: usize, heads: i32, offsets: usize, b: i32, length: i32): void {
  for (let k = 0; k < heads; k += 4) {
    const lanes = heads - k
    let sum = f32x4.splat(0)
    for (let t = 0; t < length; t++) {
      const weight = loadLanes(headsAt(weights, heads, offsets, t, b, k), lanes)
      sum = multiplyAdd(weight, loadLanes(headsAt(gradients, heads, offsets, t, b, k), lanes), sum)
    }
    for (let t = 0; t < length; t++) {
      const weight = loadLanes(headsAt(weights, heads, offsets, t, b, k), lanes)
      const at = headsAt(gradients, heads, offsets, t, b, k)
      storeLanes(at, f32x4.mul(weight, f32x4.sub(loadLanes(at, lanes), sum)), lanes)
    }
  }
}

/** Address of head k of row b at step t. */
// @ts-ignore: decorator
@inline
function headsAt(values: usize, heads: i32, offsets: usize, t: i32, b: i32, k: i32): usize {
  return values + ((<usize>((intAt(offsets, t) + b) * heads + k)) << 2)
}

/** out += the states of row b at steps t to t + 3, weighted for each head; of steps from `stop` on nothing. */
function addFourSteps(
  states: usize, lds: i32, weights: usize, heads: i32, offsets: usize, t: i32, b: i32, stop: i32, out: usize, width: i32,
): void {
  const left = stop - t
  const p = intAt(offsets, t) + b
  // Steps from there on are the first one again, with a weight of 0.
  const p1 = left > 1 ? intAt(offsets, t + 1) + b : p
  const p2 = left > 2 ? intAt(offsets, t + 2) + b : p
  const p3 = left > 3 ? intAt(offsets, t + 3) + b : p
  const s = states + ((<usize>p * lds) << 2)
  const s1 = states + ((<usize>p1 * lds) << 2)
  const s2 = states + ((<usize>p2 * lds) << 2)
  const s3 = states + ((<usize>p3 * lds) << 2)
  for (let k = 0; k < heads; k++) {
    const w = weightOr0(true, weights, p * heads + k)
    const w1 = weightOr0(left > 1, weights, p1 * heads + k)
    const w2 = weightOr0(left > 2, weights, p2 * heads + k)
    const w3 = weightOr0(left > 3, weights, p3 * heads + k)
    const to = out + ((<usize>k * width) << 2)
    for (let j = 0; j < width; j += 4) {
      const at = (<usize>j) << 2
      const lanes = width - j
      let sum = multiplyAdd(w, loadLanes(s + at, lanes), loadLanes(to + at, lanes))
      sum = multiplyAdd(w1, loadLanes(s1 + at, lanes), sum)
      sum = multiplyAdd(w2, loadLanes(s2 + at, lanes), sum)
      storeLanes(to + at, multiplyAdd(w3, loadLanes(s3 + at, lanes), sum), lanes)
    }
  }
}

/**
 * dState += the gradients of up to four heads' vectors, times their weights; dWeights = the products of these gradients and
 * the state.
 *
 * @param heads - how many there are from the first one on
 */
function fourHeadsBackward(
  gradients: usize, state: usize, weights: usize, heads: i32, width: i32, dState: usize, dWeights: usize,
): void {
  // Heads that are not there are the first one again, with a weight of 0.
  const g = gradients
  const g1 = heads > 1 ? gradients + ((<usize>width) << 2) : g
  const g2 = heads > 2 ? gradients + ((<usize>(2 * width)) << 2) : g
  const g3 = heads > 3 ? gradients + ((<usize>(3 * width)) << 2) : g
  const w = weightOr0(true, weights, 0)
  const w1 = weightOr0(heads > 1, weights, 1)
  const w2 = weightOr0(heads > 2, weights, 2)
  const w3 = weightOr0(heads > 3, weights, 3)
  let d = f32x4.splat(0), d1 = d, d2 = d, d3 = d
  for (let j = 0; j < width; j += 4) {
    const at = (<usize>j) << 2
    const lanes = width - j
    const h = loadLanes(state + at, lanes)
    let gradient = loadLanes(g + at, lanes)
    let sum = multiplyAdd(w, gradient, loadLanes(dState + at, lanes))
    d = multiplyAdd(gradient, h, d)
    gradient = loadLanes(g1 + at, lanes)
    sum = multiplyAdd(w1, gradient, sum)
    d1 = multiplyAdd(gradient, h, d1)
    gradient = loadLanes(g2 + at, lanes)
    sum = multiplyAdd(w2, gradient, sum)
    d2 = multiplyAdd(gradient, h, d2)
    gradient = loadLanes(g3 + at, lanes)
    sum = multiplyAdd(w3, gradient, sum)
    d3 = multiplyAdd(gradient, h, d3)
    storeLanes(dState + at, sum, lanes)
  }
  storeLanes(dWeights, f32x4(sumOf(d), sumOf(d1), sumOf(d2), sumOf(d3)), heads)
}

// @ts-ignore: decorator
@inline
function weightOr0(is: bool, weights: usize, index: i32): v128 {
  return is ? v128.load32_splat(weights + ((<usize>index) << 2)) : f32x4.splat(0)
}

// @ts-ignore: decorator
@inline
function sumOf(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
}
