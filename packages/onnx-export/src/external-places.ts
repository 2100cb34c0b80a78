import type { Initializer } from './model-graph.ts'

/** Of each constant that lies in another file, by name, where: file, first byte and bytes, as `TensorProto` lists them. */
export type ExternalPlaces = ReadonlyMap<string, readonly { readonly key: string; readonly value: string }[]>

/** Smaller constants stay in the model, where operators of shapes need them at once. */
const LEAST_BYTES = 1024
/** Runtimes map files into memory by pages, of 64 KiB on Windows. */
const ALIGNMENT = 65_536

/** Lays the large constants one after the other into one file. @param location - its name */
export function externalPlaces(
  initializers: readonly Initializer[],
  location: string,
): { places: ExternalPlaces; data: Uint8Array<ArrayBuffer> } {
  const large = initializers.flatMap(({ name, type, data }) =>
    type === 'string' || data.byteLength < LEAST_BYTES ? [] : [{ name, data }],
  )
  const places = new Map<string, { key: string; value: string }[]>()
  let end = 0
  const offsets = large.map(({ name, data }) => {
    const offset = Math.ceil(end / ALIGNMENT) * ALIGNMENT
    end = offset + data.byteLength
    const facts = { location, offset: String(offset), length: String(data.byteLength) }
    places.set(
      name,
      Object.entries(facts).map(([key, value]) => ({ key, value })),
    )
    return offset
  })
  const bytes = new Uint8Array(end)
  large.forEach(({ data }, i) => {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offsets[i])
  })
  return { places, data: bytes }
}
