/** Names of the inputs and outputs of exported models, shared by whoever writes them and whoever runs them. */
export const ONNX_INTERFACE = {
  /** Input: token ids, int32, shape [batch, length], padded with 0 on the right. */
  ids: 'ids',
  /** Input: number of real tokens of each row, int32, shape [batch]. */
  lengths: 'lengths',
  /** Output: class probabilities, float32, shape [batch, classes]. */
  probabilities: 'probabilities',
  /** Output: index of the most probable label, whatever head and thresholds, int64, shape [batch]. */
  label: 'label',
  /**
   * Output: which labels are answered, bool, shape [batch, classes]: for head multi those that reach their thresholds, else the
   * most probable one, or none where the text is unknown.
   */
  answered: 'answered',
} as const

/** Names of a model that reads text by itself, beside `probabilities` and `answered`. */
export const ONNX_TEXT_INTERFACE = {
  /** Input: texts, string, shape [batch]. */
  text: 'text',
  /** Output: name of the most probable label that is answered, empty where none is, string, shape [batch]. */
  label: 'label',
  /** Output: names of the most probable labels, the best first, string, shape [batch, k]. */
  topLabels: 'top_labels',
  /** Output: their probabilities, float32, shape [batch, k]. */
  topProbabilities: 'top_probabilities',
  /** Output: token ids, int32, shape [batch, length], padded with 0 on the right. */
  ids: 'ids',
  /** Output: number of tokens of each text, int32, shape [batch]. */
  lengths: 'lengths',
  /** Output where it was asked for: the tokens as they are looked up, string, shape [batch, length], padded with ''. */
  tokens: 'tokens',
  /** Output where it was asked for: how much each head of attention weighs each token, float32, shape [batch, heads, length]. */
  attention: 'attention_weights',
} as const

/** Keys of the metadata of `model.onnx`; all values are strings. */
export const ONNX_METADATA = {
  /** JSON array of labels in output order. */
  labels: 'textgate.labels',
  /** What a text has, `multi` or `ordinal`; absent for single. */
  head: 'textgate.head',
  /** For head multi: JSON array of the probabilities from which on labels are answered. */
  thresholds: 'textgate.thresholds',
  /** JSON object, the `UnknownSettings` of the model; absent where every text is answered. */
  unknown: 'textgate.unknown',
  /** JSON object, the whole `TextgateConfig` that the model was trained with; absent in files of before it was kept. */
  config: 'textgate.config',
  /** JSON object, the `CalibrationRecord` of the model; absent where its scores are as trained. */
  calibration: 'textgate.calibration',
  /** JSON object, the `TrainingRecord` of the model without its history and the names of files; absent as `config`. */
  training: 'textgate.training',
  /** SHA-256 of tokenizer.json. */
  tokenizerFingerprint: 'textgate.tokenizer_fingerprint',
  /** JSON object of versions. */
  versions: 'textgate.versions',
  /** JSON object, the `ParityCertificate` of the file. */
  certificate: 'textgate.certificate',
} as const
