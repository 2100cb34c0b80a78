export { collectLabels } from './collect-labels.ts'
export { devMembership } from './dev-membership.ts'
export type { DataFormat } from './file-kind.ts'
export { type GatheredLabels, gatherLabels } from './gather-labels.ts'
export { orderLabels } from './order-labels.ts'
export { rarestLabels } from './rarest-labels.ts'
export {
  type ReadExamplesOptions,
  type ReadMultiExamplesOptions,
  type ReadTextsOptions,
  readExamples,
  readMultiExamples,
  readTexts,
} from './read-examples.ts'
export { type ReadVectorsOptions, readVectors, type TokenLookup, type WordVectors } from './read-vectors.ts'
export { complaintText, type RowComplaint } from './row-complaints.ts'
export { selectRows } from './select-rows.ts'
