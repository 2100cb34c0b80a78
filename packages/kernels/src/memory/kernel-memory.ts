import { TextgateError } from '@textgate/core'
import { Block, type MemoryHandle } from './block.ts'
import { ALIGNMENT, FreeChunks } from './free-chunks.ts'

/** Bytes of a WebAssembly page. */
export const PAGE = 65_536

/** The most that a 32-bit WebAssembly memory can have, in bytes. */
const LIMIT = 65_536 * PAGE

/** The first page stays unused, so that address 0 can mean "absent" to a kernel. */
const FIRST = PAGE

/** Growth is by a quarter of what there is, and by 4 MiB at least, so that few requests have to grow. */
const LEAST_GROWTH = 4 * 1024 * 1024

/** One shared WebAssembly memory that starts small and grows, and who owns which piece of it. */
export class KernelMemory {
  /** What the instances of the kernels import. */
  readonly handle: MemoryHandle
  readonly #maxBytes: number
  readonly #free = new FreeChunks()
  #end = FIRST
  #bytesInUse = 0
  #blocks = 0

  /**
   * @param maxBytes - never grows beyond this, 64 KiB to 4 GiB
   * @throws RangeError when the machine gives no address space for a shared memory
   */
  constructor(maxBytes: number = LIMIT) {
    this.#maxBytes = Math.min(LIMIT, Math.max(2 * PAGE, Math.floor(maxBytes / PAGE) * PAGE))
    this.handle = reserve(this.#maxBytes / PAGE)
  }

  /** Bytes of all blocks that are not freed, each rounded up to 64. */
  get bytesInUse(): number {
    return this.#bytesInUse
  }

  /** Blocks that are not freed. */
  get blocks(): number {
    return this.#blocks
  }

  /** Size of the memory in bytes; never falls. */
  get bytesTotal(): number {
    return this.#end
  }

  /**
   * A block of at least this size; its content is undefined.
   *
   * @param bytes - 0 or more
   * @throws KERNEL_MEMORY_EXHAUSTED when the memory cannot grow enough
   */
  allocate(bytes: number): Block {
    const size = Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT
    let offset = this.#free.take(size)
    if (offset === undefined) {
      this.#grow(size)
      offset = this.#free.take(size)!
    }
    this.#bytesInUse += size
    this.#blocks++
    return new Block(this.handle, offset, bytes, (start) => {
      this.#bytesInUse -= size
      this.#blocks--
      this.#free.add(start, size)
    })
  }

  /** A block of float32 values, undefined at first; `length` 0 or more. */
  floats(length: number): Block {
    return this.allocate(length * 4)
  }

  /** A block of int32 values, undefined at first; `length` 0 or more. */
  integers(length: number): Block {
    return this.allocate(length * 4)
  }

  /** Makes the chunk at the end large enough for `size` bytes. */
  #grow(size: number): void {
    const missing = size - this.#free.sizeBefore(this.#end)
    const wished = Math.max(missing, LEAST_GROWTH, this.#end / 4)
    const room = this.#maxBytes - this.#end
    const grown = missing > room ? 0 : this.#growBy(Math.min(wished, room)) || this.#growBy(missing)
    if (grown === 0) {
      throw new TextgateError(
        'KERNEL_MEMORY_EXHAUSTED',
        `${size} bytes of kernel memory were wanted, ${this.#bytesInUse} are in use and it cannot grow beyond ` +
          `${this.#maxBytes}; choose a smaller training.batchTokens or tokenizer.maxLength`,
        { details: { bytesWanted: size, bytesInUse: this.#bytesInUse, maxBytes: this.#maxBytes } },
      )
    }
    this.#free.add(this.#end, grown)
    this.#end += grown
  }

  /** Gives the bytes by which the memory has grown, 0 when the system refused. */
  #growBy(bytes: number): number {
    const pages = Math.ceil(bytes / PAGE)
    try {
      this.handle.grow(pages)
      return pages * PAGE
    } catch {
      return 0
    }
  }
}

/** Where address space is limited, less of it will do. */
function reserve(pages: number): WebAssembly.Memory {
  for (let maximum = pages; ; maximum = Math.ceil(maximum / 2)) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true })
    } catch (error) {
      if (maximum <= 1024) throw error
    }
  }
}
