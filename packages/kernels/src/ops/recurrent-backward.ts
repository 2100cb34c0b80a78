import { TextgateError } from '@textgate/core'
import type { Kernels } from '../kernels.ts'
import { type Keep, withBlocks } from '../memory/with-blocks.ts'
import type { KernelCall } from '../threads/kernel-call.ts'
import { packCall, packedMatrix, productCall } from './matmul.ts'
import { COLUMNS_A_PART, transposedProductCall } from './matmul-transposed-a.ts'
import { partsOf } from './parts.ts'
import { type Matrix, matrixAt, type Place } from './places.ts'
import { CELLS } from './recurrent-cells.ts'
import { reserveRecurrence } from './recurrent-forward.ts'
import type { RecurrentLayer, RecurrentWeights } from './recurrent-layer.ts'
import type { RecurrentTrace } from './recurrent-trace.ts'
import { fillZero, segmentSumsCall } from './row-operations.ts'

/** What flows back into a layer, and where its gradients go. */
export interface RecurrentGradients {
  /** For each direction: the gradient of its states, and room for those of its weights. */
  readonly directions: readonly {
    /** Shape [positions, hidden]; read. */
    readonly states: Matrix
    /** Written. */
    readonly weights: RecurrentWeights
  }[]
  /** Room for the gradient of the input's rows, shape [rows, inputs]; written; absent where nobody needs it. */
  readonly x?: Matrix | undefined
}

/**
 * The gradients of a recurrent layer, all directions at once; overwrites the trace and frees it.
 *
 * Where several positions read one row of the input, their gradients are summed first, and the two products with the
 * input kernel are of distinct rows alone.
 *
 * @throws KERNEL_BLOCK_FREED when the trace was used before; KERNEL_MEMORY_EXHAUSTED, and what `Kernels.run` throws
 */
export function recurrentBackward(
  kernels: Kernels,
  trace: RecurrentTrace,
  gradients: RecurrentGradients,
): void {
  if (trace.isFreed) {
    throw new TextgateError(
      'KERNEL_BLOCK_FREED',
      'a recurrent layer was asked for its gradients twice; run its forward pass again for each backward pass',
    )
  }
  try {
    if (trace.layer.packed.positions === 0) writeZeros(kernels, trace.layer, gradients)
    else withBlocks((keep) => computeGradients(kernels, trace, gradients, keep))
  } finally {
    trace.free()
  }
}

function computeGradients(
  kernels: Kernels,
  { layer, gates }: RecurrentTrace,
  gradients: RecurrentGradients,
  keep: Keep,
): void {
  const { hidden, packed, input, directions } = layer
  const cell = CELLS[layer.cell]
  const width = cell.gates * hidden
  const numbers = directions.map((_, d) => d)
  const work = directions.length * packed.positions * width * hidden
  const workOfInput = directions.length * input.rows * width * input.inputs
  const x = gradients.x

  const recurrent = numbers.map(() => keep(packedMatrix(kernels, width, hidden)))
  const kernel = x ? numbers.map(() => keep(packedMatrix(kernels, width, input.inputs))) : []
  const groupRows = reserveRecurrence(kernels, layer)
  kernels.run(
    directions.flatMap(({ weights }, d) => [
      packCall(matrixAt(weights.recurrent, width), width, hidden, true, recurrent[d]!),
      ...(x ? [packCall(matrixAt(weights.kernel, width), width, input.inputs, true, kernel[d]!)] : []),
    ]),
    directions.length * width * (hidden + input.inputs),
  )
  kernels.run(
    numbers.map((d) =>
      backwardCall(layer, d, gradients, { recurrent: recurrent[d]!, trace: gates[d]! }, groupRows),
    ),
    work,
  )

  const ofPositions = gates.map((block) => matrixAt(block, cell.traceColumns * hidden))
  const recurrentCalls = numbers.map((d) => recurrentGradientCall(layer, d, gradients, ofPositions[d]!))
  let ofRows = ofPositions
  if (input.segments && input.index) {
    const { segments } = input
    ofRows = numbers.map(() => matrixAt(keep(kernels.memory.floats(input.rows * width)), width))
    const sizes = { rows: packed.positions, width }
    const sums = numbers.map((d) => segmentSumsCall(ofPositions[d]!, segments, ofRows[d]!, sizes))
    kernels.run([...sums, ...recurrentCalls.splice(0)], work)
  }
  const kernelCalls = numbers.map((d) =>
    transposedProductCall({
      ...{ a: input.x, b: ofRows[d]!, c: matrixAt(gradients.directions[d]!.weights.kernel, width) },
      ...{
        sums: gradients.directions[d]!.weights.bias,
        rows: input.inputs,
        columns: width,
        inner: input.rows,
      },
    }),
  )
  // The directions add to one gradient of the input: one after the other, the first beside everything else.
  const inputCalls = kernel.map((block, d) =>
    productCall(
      {
        ...{ a: ofRows[d]!, c: x!, rows: input.rows, columns: input.inputs, inner: width },
        accumulate: d > 0,
      },
      block,
    ),
  )
  kernels.run([...inputCalls.splice(0, 1), ...recurrentCalls, ...kernelCalls], work + workOfInput)
  for (const call of inputCalls) kernels.run([call], workOfInput)
}

function backwardCall(
  { cell, hidden, packed, directions }: RecurrentLayer,
  d: number,
  gradients: RecurrentGradients,
  { recurrent, trace }: { readonly recurrent: Place; readonly trace: Place },
  groupRows: number,
): KernelCall {
  const { states, reverse } = directions[d]!
  const given = gradients.directions[d]!.states
  return {
    name: CELLS[cell].backward,
    args: [
      ...[given.offset, given.stride, states.offset, states.stride, recurrent.offset, trace.offset],
      ...[packed.rowsAtStep.offset, packed.offsets.offset, packed.steps, packed.rows],
      ...[hidden, Number(reverse), groupRows],
    ],
    parts: Math.ceil(packed.rows / groupRows),
  }
}

function recurrentGradientCall(
  { cell, hidden, packed, directions }: RecurrentLayer,
  d: number,
  gradients: RecurrentGradients,
  ofPositions: Matrix,
): KernelCall {
  const { states, reverse } = directions[d]!
  const { recurrent, recurrentBias } = gradients.directions[d]!.weights
  const { gates, jumpAtGate } = CELLS[cell]
  const width = gates * hidden
  return {
    name: 'recurrentGradient',
    args: [
      ...[states.offset, states.stride, ofPositions.offset, ofPositions.stride],
      ...[jumpAtGate * hidden, jumpAtGate < gates ? hidden : 0],
      ...[packed.rowsAtStep.offset, packed.offsets.offset, packed.steps, Number(reverse)],
      ...[recurrent.offset, width, hidden, width, 0, recurrentBias.offset],
    ],
    parts: partsOf(Math.ceil(width / COLUMNS_A_PART), packed.positions * width * hidden),
  }
}

/** Where every row is empty. */
function writeZeros(kernels: Kernels, layer: RecurrentLayer, { directions, x }: RecurrentGradients): void {
  const { hidden, input } = layer
  const width = CELLS[layer.cell].gates * hidden
  for (const { weights } of directions) {
    fillZero(kernels, weights.kernel, input.inputs * width)
    fillZero(kernels, weights.recurrent, hidden * width)
    fillZero(kernels, weights.bias, width)
    fillZero(kernels, weights.recurrentBias, width)
  }
  if (!x) return
  for (let row = 0; row < input.rows; row++) {
    fillZero(kernels, { offset: x.offset + 4 * row * x.stride }, input.inputs)
  }
}
