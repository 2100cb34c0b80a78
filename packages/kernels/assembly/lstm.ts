import { TILE_BYTES } from './micro-kernel'
import { intAt, multiplyGroup, packGroup, paddedWidth, rowsOfGroup } from './recurrence'
import { firstUnit, loadLanes, multiplyAdd, storeLanes } from './simd'
import { sigmoid, tanh } from './vector-math'

/**
 * States of an LSTM over packed rows: i, f, o by σ and g by tanh of P + h·U + c, cell c' = f∘c + i∘g, h' = o∘tanh c'.
 * Cut by groups of rows. See README.md.
 */
export function lstmForward(
  P: usize,
  ldp: i32,
  index: usize,
  recurrent: usize,
  recurrentBias: usize,
  states: usize,
  lds: i32,
  trace: usize,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  batch: i32,
  H: i32,
  reverse: i32,
  groupRows: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const groups = (batch + groupRows - 1) / groupRows
  const end = firstUnit(part + 1, parts, groups)
  const H4 = 4 * H
  const most = <usize>((groupRows + 3) & ~3)
  const packed = scratch + TILE_BYTES
  const products = packed + ((most * H4) << 2)
  const productBytes = (<usize>paddedWidth(H4)) << 2
  const cells = products + most * productBytes
  const cellBytes = (<usize>paddedWidth(H)) << 2
  for (let group = firstUnit(part, parts, groups); group < end; group++) {
    const first = group * groupRows
    memory.fill(cells, 0, most * cellBytes)
    for (let i = 0; i < steps; i++) {
      const t = reverse ? steps - 1 - i : i
      const rows = rowsOfGroup(rowsAtStep, t, steps, first, groupRows)
      if (rows == 0) continue
      const tBefore = reverse ? t + 1 : t - 1
      const rowsBefore = min(rows, rowsOfGroup(rowsAtStep, tBefore, steps, first, groupRows))
      const here = intAt(offsets, t) + first
      if (rowsBefore > 0) {
        packGroup(
          states + ((<usize>(intAt(offsets, tBefore) + first) * lds) << 2),
          lds,
          rowsBefore,
          H,
          packed,
        )
        multiplyGroup(packed, rowsBefore, recurrent, products, H4, H, false)
      }
      for (let b = 0; b < rows; b++) {
        const position = here + b
        lstmRow(
          P + ((<usize>(index ? intAt(index, position) : position) * ldp) << 2),
          b < rowsBefore ? products + <usize>b * productBytes : 0,
          recurrentBias,
          cells + <usize>b * cellBytes,
          states + ((<usize>position * lds) << 2),
          trace ? trace + ((<usize>position * (5 * H)) << 2) : 0,
          H,
        )
      }
    }
  }
}

function lstmRow(
  p: usize,
  product: usize,
  bias: usize,
  cell: usize,
  state: usize,
  trace: usize,
  H: i32,
): void {
  const gate = (<usize>H) << 2
  for (let j = 0; j < H; j += 4) {
    const lanes = H - j
    const at = (<usize>j) << 2
    let i = f32x4.add(loadLanes(p + at, lanes), loadLanes(bias + at, lanes))
    let f = f32x4.add(loadLanes(p + gate + at, lanes), loadLanes(bias + gate + at, lanes))
    let g = f32x4.add(loadLanes(p + 2 * gate + at, lanes), loadLanes(bias + 2 * gate + at, lanes))
    let o = f32x4.add(loadLanes(p + 3 * gate + at, lanes), loadLanes(bias + 3 * gate + at, lanes))
    if (product) {
      i = f32x4.add(i, loadLanes(product + at, lanes))
      f = f32x4.add(f, loadLanes(product + gate + at, lanes))
      g = f32x4.add(g, loadLanes(product + 2 * gate + at, lanes))
      o = f32x4.add(o, loadLanes(product + 3 * gate + at, lanes))
    }
    i = sigmoid(i)
    f = sigmoid(f)
    g = tanh(g)
    o = sigmoid(o)
    const c = multiplyAdd(f, v128.load(cell + at), f32x4.mul(i, g))
    v128.store(cell + at, c)
    storeLanes(state + at, f32x4.mul(o, tanh(c)), lanes)
    if (trace) {
      storeLanes(trace + at, i, lanes)
      storeLanes(trace + gate + at, f, lanes)
      storeLanes(trace + 2 * gate + at, g, lanes)
      storeLanes(trace + 3 * gate + at, o, lanes)
      storeLanes(trace + 4 * gate + at, c, lanes)
    }
  }
}

/** Gradients of an LSTM's gates, over the trace: di, df, dg, do; the cells stay. Cut by groups of rows. See README.md. */
export function lstmBackward(
  dStates: usize,
  ldd: i32,
  states: usize,
  lds: i32,
  transposed: usize,
  trace: usize,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  batch: i32,
  H: i32,
  reverse: i32,
  groupRows: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const groups = (batch + groupRows - 1) / groupRows
  const end = firstUnit(part + 1, parts, groups)
  const H4 = 4 * H
  const ldt = 5 * H
  const most = <usize>((groupRows + 3) & ~3)
  const packed = scratch + TILE_BYTES
  const carried = packed + ((most * H4) << 2)
  const carriedBytes = (<usize>paddedWidth(H)) << 2
  const cells = carried + most * carriedBytes
  for (let group = firstUnit(part, parts, groups); group < end; group++) {
    const first = group * groupRows
    memory.fill(carried, 0, 2 * most * carriedBytes)
    for (let i = 0; i < steps; i++) {
      const t = reverse ? i : steps - 1 - i
      const rows = rowsOfGroup(rowsAtStep, t, steps, first, groupRows)
      if (rows == 0) continue
      const tBefore = reverse ? t + 1 : t - 1
      const rowsBefore = min(rows, rowsOfGroup(rowsAtStep, tBefore, steps, first, groupRows))
      const here = intAt(offsets, t) + first
      const before = rowsBefore > 0 ? trace + ((<usize>(intAt(offsets, tBefore) + first) * ldt) << 2) : 0
      for (let b = 0; b < rows; b++) {
        const position = here + b
        lstmRowBackward(
          dStates + ((<usize>position * ldd) << 2),
          b < rowsBefore ? before + ((<usize>b * ldt) << 2) : 0,
          trace + ((<usize>position * ldt) << 2),
          carried + <usize>b * carriedBytes,
          cells + <usize>b * carriedBytes,
          H,
        )
      }
      if (rowsBefore > 0) {
        packGroup(trace + ((<usize>here * ldt) << 2), ldt, rowsBefore, H4, packed)
        multiplyGroup(packed, rowsBefore, transposed, carried, H, H4, true)
      }
    }
  }
}

function lstmRowBackward(
  dState: usize,
  before: usize,
  trace: usize,
  carried: usize,
  dCell: usize,
  H: i32,
): void {
  const gate = (<usize>H) << 2
  const one = f32x4.splat(1)
  for (let j = 0; j < H; j += 4) {
    const lanes = H - j
    const at = (<usize>j) << 2
    const dh = f32x4.add(loadLanes(dState + at, lanes), v128.load(carried + at))
    const i = loadLanes(trace + at, lanes)
    const f = loadLanes(trace + gate + at, lanes)
    const g = loadLanes(trace + 2 * gate + at, lanes)
    const o = loadLanes(trace + 3 * gate + at, lanes)
    const c = tanh(loadLanes(trace + 4 * gate + at, lanes))
    const cBefore = before ? loadLanes(before + 4 * gate + at, lanes) : f32x4.splat(0)
    const dc = multiplyAdd(f32x4.mul(dh, o), f32x4.sub(one, f32x4.mul(c, c)), v128.load(dCell + at))
    storeLanes(trace + at, f32x4.mul(f32x4.mul(dc, g), f32x4.mul(i, f32x4.sub(one, i))), lanes)
    storeLanes(trace + gate + at, f32x4.mul(f32x4.mul(dc, cBefore), f32x4.mul(f, f32x4.sub(one, f))), lanes)
    storeLanes(trace + 2 * gate + at, f32x4.mul(f32x4.mul(dc, i), f32x4.sub(one, f32x4.mul(g, g))), lanes)
    storeLanes(trace + 3 * gate + at, f32x4.mul(f32x4.mul(dh, c), f32x4.mul(o, f32x4.sub(one, o))), lanes)
    v128.store(dCell + at, f32x4.mul(dc, f))
    v128.store(carried + at, f32x4.splat(0))
  }
}
