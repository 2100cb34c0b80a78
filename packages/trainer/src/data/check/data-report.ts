import type { BadRowsFinding } from './bad-rows-check.ts'
import type { ConflictsFinding } from './conflicts-check.ts'
import type { DuplicatesFinding } from './duplicates-check.ts'
import type { LabelBalanceFinding } from './label-balance-check.ts'
import type { LeakageFinding } from './leakage-check.ts'
import type { LengthsFinding } from './lengths-check.ts'
import type { NearDuplicatesFinding } from './near-duplicates-check.ts'
import type { OrderFinding } from './order-check.ts'
import type { PatternsFinding } from './pattern-check.ts'
import type { DataPart } from './read-checked-rows.ts'
import type { ScriptsFinding } from './scripts-check.ts'

/** What the checks have found; plain data. */
export interface DataReport {
  /** In the order in which they were read; the first is the one to train on. */
  readonly parts: readonly DataPart[]
  readonly badRows: BadRowsFinding
  readonly lengths: LengthsFinding
  readonly duplicates: DuplicatesFinding
  readonly nearDuplicates: NearDuplicatesFinding
  readonly leakage: LeakageFinding
  readonly conflicts: ConflictsFinding
  readonly labels: LabelBalanceFinding
  readonly scripts: ScriptsFinding
  readonly encoding: PatternsFinding
  readonly html: PatternsFinding
  readonly order: OrderFinding
}
