import { TextgateError } from '@textgate/core'

/** What is needed of a WebAssembly.Memory, whose own type TypeScript has in its DOM library alone. */
export interface MemoryHandle {
  readonly buffer: ArrayBufferLike
  /** Adds pages of 64 KiB. @returns how many there were before; throws a RangeError when there cannot be more */
  grow(pages: number): number
}

/**
 * A piece of kernel memory, 64-byte aligned, owned by whoever allocated it; its content is undefined at first.
 *
 * Views show the memory itself, and stay valid while it grows; after `free` their content belongs to others.
 */
export class Block {
  /** Size as it was asked for, in bytes. */
  readonly bytes: number
  readonly #memory: MemoryHandle
  #offset: number
  #release: ((offset: number) => void) | undefined
  #floats: Float32Array<SharedArrayBuffer> | undefined
  #integers: Int32Array<SharedArrayBuffer> | undefined

  /** @param release - gives the address back, called once */
  constructor(memory: MemoryHandle, offset: number, bytes: number, release: (offset: number) => void) {
    this.#memory = memory
    this.#offset = offset
    this.bytes = bytes
    this.#release = release
  }

  /**
   * Address of the first byte, as the kernels take it.
   *
   * @throws KERNEL_BLOCK_FREED after `free`
   */
  get offset(): number {
    this.#check('used')
    return this.#offset
  }

  /** True after `free`. */
  get isFreed(): boolean {
    return this.#release === undefined
  }

  /**
   * The content as float32, as many as fit.
   *
   * @throws KERNEL_BLOCK_FREED after `free`
   */
  get floats(): Float32Array<SharedArrayBuffer> {
    this.#check('read')
    this.#floats ??= new Float32Array(this.#buffer, this.#offset, Math.floor(this.bytes / 4))
    return this.#floats
  }

  /**
   * The content as int32, as many as fit.
   *
   * @throws KERNEL_BLOCK_FREED after `free`
   */
  get integers(): Int32Array<SharedArrayBuffer> {
    this.#check('read')
    this.#integers ??= new Int32Array(this.#buffer, this.#offset, Math.floor(this.bytes / 4))
    return this.#integers
  }

  /**
   * The content as float64, as many as fit.
   *
   * @throws KERNEL_BLOCK_FREED after `free`
   */
  get doubles(): Float64Array<SharedArrayBuffer> {
    this.#check('read')
    return new Float64Array(this.#buffer, this.#offset, Math.floor(this.bytes / 8))
  }

  /**
   * Gives the memory back.
   *
   * @throws KERNEL_BLOCK_FREED the second time
   */
  free(): void {
    this.#check('freed')
    this.#release!(this.#offset)
    this.#release = undefined
  }

  get #buffer(): SharedArrayBuffer {
    return this.#memory.buffer as SharedArrayBuffer
  }

  #check(verb: string): void {
    if (this.#release !== undefined) return
    throw new TextgateError(
      'KERNEL_BLOCK_FREED',
      `a block of ${this.bytes} bytes was ${verb} after it had been freed; keep one owner for each block`,
      { details: { bytes: this.bytes } },
    )
  }
}
