import { firstUnit, multiplyAdd } from './simd'
import { sigmoid } from './vector-math'

/** Outputs of a group: the word itself and five that were drawn. Their sums and values fit the registers. */
const OUTPUTS: i32 = 6

/** Values of a context in `steps`: one an output, and two without a meaning, so that two vectors hold them. */
const STEPS: i32 = 8

// A group is what a word and its neighbours teach: the ids of its contexts, then those of its outputs, all of them distinct. Group g
// begins at ids[starts[g]], so `starts[g] − 6g` contexts are before it.

/**
 * steps[c] [8] = rate · (1 or 0 − σ(inputs[c] · outputs[o])) for each context c of each group and its six outputs o; 1 for the
 * first one. `width` is a multiple of 16, and so is the distance of rows. Cut by groups.
 */
export function skipGramSteps(
  inputs: usize, outputs: usize, width: i32, starts: usize, ids: usize, steps: usize, groups: i32, rate: f32,
  part: i32, parts: i32, scratch: usize,
): void {
  const end = firstUnit(part + 1, parts, groups)
  for (let g = firstUnit(part, parts, groups); g < end; g++) {
    const first = load<i32>(starts + (<usize>g << 2))
    const last = load<i32>(starts + (<usize>(g + 1) << 2)) - OUTPUTS
    let to = steps + ((<usize>((first - OUTPUTS * g) * STEPS)) << 2)
    // Two at a time, so that each output is read half as often; the last one of an odd number with itself.
    for (let c = first; c < last; c += 2) {
      const isPair = c + 1 < last
      const row = rowAt(inputs, ids, c, width)
      const next = isPair ? rowAt(inputs, ids, c + 1, width) : row
      writeSteps(row, next, isPair, outputs, ids, last, width, rate, to)
      to += <usize>STEPS << 3
    }
  }
}

/**
 * For each group in order: outputs[o] += Σ over contexts c of steps[c][o] · inputs[c], and inputs[c] += Σ over o of
 * steps[c][o] · outputs[o], with the values of before the group. Cut by 16 columns, so that no two parts write to one line of a cache.
 */
export function skipGramUpdate(
  inputs: usize, outputs: usize, width: i32, starts: usize, ids: usize, steps: usize, groups: i32,
  part: i32, parts: i32, scratch: usize,
): void {
  const units = width >> 4
  const firstColumn = firstUnit(part, parts, units) << 4
  const endColumn = firstUnit(part + 1, parts, units) << 4
  for (let g = 0; g < groups; g++) {
    const first = load<i32>(starts + (<usize>g << 2))
    const last = load<i32>(starts + (<usize>(g + 1) << 2)) - OUTPUTS
    const from = steps + ((<usize>((first - OUTPUTS * g) * STEPS)) << 2)
    const a = rowAt(outputs, ids, last, width)
    const b = rowAt(outputs, ids, last + 1, width)
    const c = rowAt(outputs, ids, last + 2, width)
    const d = rowAt(outputs, ids, last + 3, width)
    const e = rowAt(outputs, ids, last + 4, width)
    const f = rowAt(outputs, ids, last + 5, width)
    for (let column = firstColumn; column < endColumn; column += 4) {
      const at = <usize>column << 2
      const oldA = v128.load(a + at)
      const oldB = v128.load(b + at)
      const oldC = v128.load(c + at)
      const oldD = v128.load(d + at)
      const oldE = v128.load(e + at)
      const oldF = v128.load(f + at)
      let newA = oldA
      let newB = oldB
      let newC = oldC
      let newD = oldD
      let newE = oldE
      let newF = oldF
      let step = from
      for (let i = first; i < last; i++) {
        const place = rowAt(inputs, ids, i, width) + at
        const value = v128.load(place)
        let next = value
        let size = v128.load32_splat(step)
        next = multiplyAdd(size, oldA, next)
        newA = multiplyAdd(size, value, newA)
        size = v128.load32_splat(step, 4)
        next = multiplyAdd(size, oldB, next)
        newB = multiplyAdd(size, value, newB)
        size = v128.load32_splat(step, 8)
        next = multiplyAdd(size, oldC, next)
        newC = multiplyAdd(size, value, newC)
        size = v128.load32_splat(step, 12)
        next = multiplyAdd(size, oldD, next)
        newD = multiplyAdd(size, value, newD)
        size = v128.load32_splat(step, 16)
        next = multiplyAdd(size, oldE, next)
        newE = multiplyAdd(size, value, newE)
        size = v128.load32_splat(step, 20)
        next = multiplyAdd(size, oldF, next)
        newF = multiplyAdd(size, value, newF)
        v128.store(place, next)
        step += <usize>STEPS << 2
      }
      v128.store(a + at, newA)
      v128.store(b + at, newB)
      v128.store(c + at, newC)
      v128.store(d + at, newD)
      v128.store(e + at, newE)
      v128.store(f + at, newF)
    }
  }
}

// @ts-ignore: decorator
@inline
function rowAt(table: usize, ids: usize, i: i32, width: i32): usize {
  return table + ((<usize>load<i32>(ids + (<usize>i << 2)) * width) << 2)
}

/** The steps of two rows with the six output rows at ids[last…], one after the other; of the first alone where there is no pair. */
// @ts-ignore: decorator
@inline
function writeSteps(
  row: usize, next: usize, isPair: bool, outputs: usize, ids: usize, last: i32, width: i32, rate: f32, to: usize,
): void {
  const a = rowAt(outputs, ids, last, width)
  const b = rowAt(outputs, ids, last + 1, width)
  const c = rowAt(outputs, ids, last + 2, width)
  const d = rowAt(outputs, ids, last + 3, width)
  const e = rowAt(outputs, ids, last + 4, width)
  const f = rowAt(outputs, ids, last + 5, width)
  let sumA = f32x4.splat(0)
  let sumB = f32x4.splat(0)
  let sumC = f32x4.splat(0)
  let sumD = f32x4.splat(0)
  let sumE = f32x4.splat(0)
  let sumF = f32x4.splat(0)
  let nextA = f32x4.splat(0)
  let nextB = f32x4.splat(0)
  let nextC = f32x4.splat(0)
  let nextD = f32x4.splat(0)
  let nextE = f32x4.splat(0)
  let nextF = f32x4.splat(0)
  const bytes = <usize>width << 2
  for (let at: usize = 0; at < bytes; at += 16) {
    const value = v128.load(row + at)
    const nextValue = v128.load(next + at)
    let output = v128.load(a + at)
    sumA = multiplyAdd(value, output, sumA)
    nextA = multiplyAdd(nextValue, output, nextA)
    output = v128.load(b + at)
    sumB = multiplyAdd(value, output, sumB)
    nextB = multiplyAdd(nextValue, output, nextB)
    output = v128.load(c + at)
    sumC = multiplyAdd(value, output, sumC)
    nextC = multiplyAdd(nextValue, output, nextC)
    output = v128.load(d + at)
    sumD = multiplyAdd(value, output, sumD)
    nextD = multiplyAdd(nextValue, output, nextD)
    output = v128.load(e + at)
    sumE = multiplyAdd(value, output, sumE)
    nextE = multiplyAdd(nextValue, output, nextE)
    output = v128.load(f + at)
    sumF = multiplyAdd(value, output, sumF)
    nextF = multiplyAdd(nextValue, output, nextF)
  }
  storeSteps(to, sumA, sumB, sumC, sumD, sumE, sumF, rate)
  if (isPair) storeSteps(to + (<usize>STEPS << 2), nextA, nextB, nextC, nextD, nextE, nextF, rate)
}

/** rate · (1 or 0 − σ(sum of lanes)) for six outputs, 1 for the first one; the two values after them have no meaning. */
// @ts-ignore: decorator
@inline
function storeSteps(to: usize, a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, rate: f32): void {
  const factor = f32x4.splat(rate)
  const wanted = f32x4.replace_lane(f32x4.splat(0), 0, 1)
  v128.store(to, f32x4.mul(factor, f32x4.sub(wanted, sigmoid(sumsOf(a, b, c, d)))))
  v128.store(to, f32x4.mul(factor, f32x4.neg(sigmoid(sumsOf(e, f, e, f)))), 16)
}

/** The sums of the lanes of four vectors: their transpose, added. */
// @ts-ignore: decorator
@inline
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(i32x4.shuffle(a, b, 0, 1, 4, 5), i32x4.shuffle(a, b, 2, 3, 6, 7))
  const cd = f32x4.add(i32x4.shuffle(c, d, 0, 1, 4, 5), i32x4.shuffle(c, d, 2, 3, 6, 7))
  return f32x4.add(i32x4.shuffle(ab, cd, 0, 2, 4, 6), i32x4.shuffle(ab, cd, 1, 3, 5, 7))
}
