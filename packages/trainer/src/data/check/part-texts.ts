import type { CheckedRow, RowPlace } from './checked-row.ts'
import { grownTo } from './grown-to.ts'
import { HashIndex } from './hash-index.ts'
import type { TextHash } from './hash-text.ts'
import { PlaceList } from './place-list.ts'

/** The rows of one part that have one text. */
export interface TextRows {
  readonly rows: number
  readonly first: RowPlace
  /** Number of the first row's label set. */
  readonly labelSet: number
  /** Whether another row has another label set. */
  readonly hasOtherLabels: boolean
}

/** The texts of one part by hash, with the rows that have each; 33 to 54 bytes a distinct text. */
export class PartTexts {
  readonly #index = new HashIndex()
  readonly #first: PlaceList
  #rows = new Uint32Array(512)
  #labelSets = new Uint32Array(512)
  #hasOtherLabels = new Uint8Array(512)

  constructor(part: string) {
    this.#first = new PlaceList(part)
  }

  /** The rows with a text so far, or undefined where there are none. */
  find(hash: TextHash): TextRows | undefined {
    const text = this.#index.find(hash)
    if (text < 0) return undefined
    return {
      rows: this.#rows[text] as number,
      first: this.#first.at(text),
      labelSet: this.#labelSets[text] as number,
      hasOtherLabels: this.#hasOtherLabels[text] === 1,
    }
  }

  /** Counts a row of this part. */
  add(hash: TextHash, { place }: CheckedRow, labelSet: number): void {
    const known = this.#index.size
    const text = this.#index.add(hash)
    if (text === known) {
      this.#rows = grownTo(this.#rows, text + 1)
      this.#labelSets = grownTo(this.#labelSets, text + 1)
      this.#hasOtherLabels = grownTo(this.#hasOtherLabels, text + 1)
      this.#first.add(place)
      this.#labelSets[text] = labelSet
    } else if (this.#labelSets[text] !== labelSet) {
      this.#hasOtherLabels[text] = 1
    }
    this.#rows[text] = (this.#rows[text] as number) + 1
  }
}
