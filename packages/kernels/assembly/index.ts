export { poolAttention, poolAttentionBackward, tanhGradients, tanhValues } from './attention'
export { columnSums } from './column-sums'
export { dropoutRows } from './dropout'
export { gruBackward, gruForward } from './gru'
export { lstmBackward, lstmForward } from './lstm'
export { matmul, SCRATCH_BYTES } from './matmul'
export { matmulTransposedA } from './matmul-transposed-a'
export { adamw, adamwCatchUp, adamwRows, adamwTable, sumSquares } from './optimizer'
export { packB, packedSize } from './pack'
export {
  poolLast,
  poolLastBackward,
  poolMax,
  poolMaxBackward,
  poolMean,
  poolMeanBackward,
} from './pooling'
export { packedGatesSize, packGates, recurrentScratchBytes } from './recurrence'
export { recurrentGradient } from './recurrent-gradient'
export { relu, reluBackward } from './relu'
export { rnnBackward, rnnForward } from './rnn'
export { addInto, fillZero, gatherRows, scatterAddRows, segmentSums } from './rows'
export { skipGramSteps, skipGramUpdate } from './skip-gram'
