/**
 * WebAssembly that runs AdamW over float32 arrays in an imported memory, four values at a time. Written as bytes so
 * that no compiler is needed to build or install textgate; both loops come from one description, so a value is
 * computed the same way wherever it stands.
 *
 * Exports `update(out, parameter, gradient, first, second, count, clip, beta1, 1−beta1, beta2, 1−beta2, keep, stepSize,
 * secondScale, epsilon)` and `average(average, parameter, count, decay, 1−decay)`; the arrays are byte offsets.
 */
export function adamwProgram(): Uint8Array<ArrayBuffer> {
  const update = vectorLoop(5, 9, 3, (arrays, numbers, locals, op) => {
    const [out, parameter, gradient, first, second] = arrays as [number, number, number, number, number]
    const [clip, beta1, rest1, beta2, rest2, keep, stepSize, secondScale, epsilon] = numbers.map(op.get)
    const [g, m, v] = locals as [number, number, number]
    return [
      ...op.set(g, [...op.load(gradient), ...clip!, ...op.mul]),
      ...op.set(m, [...beta1!, ...op.load(first), ...op.mul, ...rest1!, ...op.get(g), ...op.mul, ...op.add]),
      ...op.set(v, [
        ...[...beta2!, ...op.load(second), ...op.mul],
        ...[...rest2!, ...op.get(g), ...op.get(g), ...op.mul, ...op.mul, ...op.add],
      ]),
      ...op.store(first, op.get(m)),
      ...op.store(second, op.get(v)),
      ...op.store(out, [
        ...[...op.load(parameter), ...keep!, ...op.mul],
        ...[...stepSize!, ...op.get(m), ...op.mul],
        ...[...op.get(v), ...op.sqrt, ...secondScale!, ...op.mul, ...epsilon!, ...op.add],
        ...[...op.div, ...op.sub],
      ]),
    ]
  })
  const average = vectorLoop(2, 2, 0, (arrays, numbers, _locals, op) => {
    const [mean, parameter] = arrays as [number, number]
    const [decay, rest] = numbers.map(op.get)
    return op.store(mean, [
      ...[...op.load(mean), ...decay!, ...op.mul],
      ...[...op.load(parameter), ...rest!, ...op.mul, ...op.add],
    ])
  })
  return program([
    { name: 'update', ...update },
    { name: 'average', ...average },
  ])
}

const I32 = 0x7f
const F32 = 0x7d
const V128 = 0x7b

/** Instructions on one width: four values or one. */
interface Operations {
  get(local: number): number[]
  set(local: number, value: readonly number[]): number[]
  load(array: number): number[]
  store(array: number, value: readonly number[]): number[]
  readonly mul: readonly number[]
  readonly add: readonly number[]
  readonly sub: readonly number[]
  readonly div: readonly number[]
  readonly sqrt: readonly number[]
}

const get = (local: number): number[] => [0x20, local]
const set = (local: number, value: readonly number[]): number[] => [...value, 0x21, local]

const FOUR: Operations = {
  get,
  set,
  load: (array) => [...get(array), 0xfd, 0x00, 2, 0], // v128.load
  store: (array, value) => [...get(array), ...value, 0xfd, 0x0b, 2, 0], // v128.store
  mul: [0xfd, 0xe6, 0x01],
  add: [0xfd, 0xe4, 0x01],
  sub: [0xfd, 0xe5, 0x01],
  div: [0xfd, 0xe7, 0x01],
  sqrt: [0xfd, 0xe3, 0x01],
}

const ONE: Operations = {
  get,
  set,
  load: (array) => [...get(array), 0x2a, 2, 0], // f32.load
  store: (array, value) => [...get(array), ...value, 0x38, 2, 0], // f32.store
  mul: [0x94],
  add: [0x92],
  sub: [0x93],
  div: [0x95],
  sqrt: [0x91],
}

interface WasmFunction {
  readonly parameters: readonly number[]
  readonly locals: readonly number[]
  readonly code: readonly number[]
}

/** A function over `arrays` pointers, a count and `numbers` floats: a loop by four, then one by one for the rest. */
function vectorLoop(
  arrays: number,
  numbers: number,
  temporaries: number,
  body: (arrays: number[], numbers: number[], locals: number[], operations: Operations) => number[],
): WasmFunction {
  const pointers = range(0, arrays)
  const count = arrays
  const floats = range(arrays + 1, numbers)
  const splats = range(arrays + 1 + numbers, numbers)
  const vectors = range(arrays + 1 + 2 * numbers, temporaries)
  const scalars = range(arrays + 1 + 2 * numbers + temporaries, temporaries)
  const loop = (step: number, inner: readonly number[]): number[] => [
    ...[0x02, 0x40, 0x03, 0x40], // block, loop
    ...[...get(count), 0x41, step, 0x48, 0x0d, 1], // count < step: leave the block
    ...inner,
    ...pointers.flatMap((pointer) => set(pointer, [...get(pointer), 0x41, step * 4, 0x6a])),
    ...set(count, [...get(count), 0x41, step, 0x6b]),
    ...[0x0c, 0, 0x0b, 0x0b], // again
  ]
  return {
    parameters: [...pointers.map(() => I32), I32, ...floats.map(() => F32)],
    locals: [...splats.map(() => V128), ...vectors.map(() => V128), ...scalars.map(() => F32)],
    code: [
      ...floats.flatMap((float, i) => set(splats[i] as number, [...get(float), 0xfd, 0x13])), // f32x4.splat
      ...loop(4, body(pointers, splats, vectors, FOUR)),
      ...loop(1, body(pointers, floats, scalars, ONE)),
    ],
  }
}

function program(functions: readonly (WasmFunction & { readonly name: string })[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [0x60, ...vector(parameters.map((type) => [type])), 0])
  const memory = [...text('env'), ...text('memory'), 0x02, 0x00, 0x00]
  const exported = functions.map(({ name }, i) => [...text(name), 0x00, i])
  const bodies = functions.map(({ locals, code }) => {
    const body = [...vector(locals.map((type) => [1, type])), ...code, 0x0b]
    return [...unsigned(body.length), ...body]
  })
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(functions.map((_, i) => [i]))),
    ...section(7, vector(exported)),
    ...section(10, vector(bodies)),
  ])
}

const section = (id: number, content: readonly number[]): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
]
const vector = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
]
const text = (name: string): number[] => vector([...new TextEncoder().encode(name)].map((byte) => [byte]))
const range = (start: number, count: number): number[] => Array.from({ length: count }, (_, i) => start + i)

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  return [...bytes, rest]
}
