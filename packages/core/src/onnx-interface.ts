/** Names of the inputs and outputs of `model.onnx`, shared by whoever writes it and whoever runs it. */
export const ONNX_INTERFACE = {
  /** Input: token ids, int32, shape [batch, length], padded with 0 on the right. */
  ids: 'ids',
  /** Input: number of real tokens of each row, int32, shape [batch]. */
  lengths: 'lengths',
  /** Output: class probabilities, float32, shape [batch, classes]. */
  probabilities: 'probabilities',
  /** Output: index of the most probable label, whatever head and thresholds, int64, shape [batch]. */
  label: 'label',
} as const

/** Keys of the metadata of `model.onnx`; all values are strings. */
export const ONNX_METADATA = {
  /** JSON array of labels in output order. */
  labels: 'textgate.labels',
  /** What a text has, `multi` or `ordinal`; absent for single. */
  head: 'textgate.head',
  /** For head multi: JSON array of the probabilities from which on labels are answered. */
  thresholds: 'textgate.thresholds',
  /** SHA-256 of tokenizer.json. */
  tokenizerFingerprint: 'textgate.tokenizer_fingerprint',
  /** JSON object of versions. */
  versions: 'textgate.versions',
  /** JSON object, the `ParityCertificate` of the file. */
  certificate: 'textgate.certificate',
} as const
