/** Batch × length × inputs × hidden, from what fits the first caches to what fills the last. */
export const SIZES = [
  [16, 32, 32, 32],
  [64, 48, 128, 128],
  [32, 256, 200, 128],
  [64, 64, 256, 256],
  [64, 64, 256, 512],
  [128, 64, 512, 1024],
].map(([batch, length, inputs, hidden]) => ({
  name: `${batch}×${length}×${inputs}×${hidden}`,
  batch,
  length,
  inputs,
  hidden,
}))
