import type { RowPlace } from './checked-row.ts'
import { grownTo } from './grown-to.ts'

/** Places of one part's rows by number from 0, eight bytes each. */
export class PlaceList {
  readonly #part: string
  #rows = new Uint32Array(512)
  /** 0 where the file has no lines. */
  #lines = new Uint32Array(512)
  #size = 0

  constructor(part: string) {
    this.#part = part
  }

  add({ row, line }: RowPlace): void {
    const number = this.#size++
    this.#rows = grownTo(this.#rows, this.#size)
    this.#lines = grownTo(this.#lines, this.#size)
    this.#rows[number] = row
    this.#lines[number] = line ?? 0
  }

  at(number: number): RowPlace {
    const [row, line] = [this.#rows[number] as number, this.#lines[number] as number]
    return { part: this.#part, row, ...(line === 0 ? {} : { line }) }
  }
}
