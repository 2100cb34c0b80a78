export type { BadRowExample, BadRowsFinding } from './bad-rows-check.ts'
export { type CheckDataOptions, checkData } from './check-data.ts'
export { CHECKS, type CheckMeasure, type CheckMeasures, type CheckName } from './check-measures.ts'
export type { BadRow, RowCount, RowPlace } from './checked-row.ts'
export type { ConflictsFinding } from './conflicts-check.ts'
export type { DataReport } from './data-report.ts'
export type { DuplicatesFinding } from './duplicates-check.ts'
export {
  FEW_ROWS,
  type LabelBalanceFinding,
  type LabelRows,
  type PartBalance,
} from './label-balance-check.ts'
export type { LeakageFinding, SharedRows } from './leakage-check.ts'
export { type LengthsFinding, type PartLengths, SHORT_CHARACTERS, type TokenLength } from './lengths-check.ts'
export type { NearDuplicatesFinding } from './near-duplicates-check.ts'
export type { OrderFinding, PartOrder } from './order-check.ts'
export type { KindRows, PatternsFinding } from './pattern-check.ts'
export type { DataColumns, DataPart } from './read-checked-rows.ts'
export type { RowExample } from './row-example.ts'
export type { PartScripts, ScriptsFinding } from './scripts-check.ts'
export type { Quantiles } from './value-counts.ts'
