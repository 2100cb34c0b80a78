/**
 * Every error code of textgate, with its cause and the way out. `docs/errors.md` repeats this table and a test
 * compares the two in both directions.
 */
export const ERRORS = {
  CONFIG_INVALID: {
    cause:
      'A configuration has an unknown key, a wrong type, a value out of range or an impossible combination.',
    wayOut: 'Correct the named key; `textgate init` writes a commented configuration with every key.',
  },
  ATTENTION_MISSING: {
    cause:
      'The model has no attention weights to read: its pooling has no attention, or its encoder no states.',
    wayOut:
      'Train with a model.pooling that has attention, such as max-mean-attention, and an encoder other than linear; or see which words matter to any model with `textgate explain`.',
  },
  BUNDLE_NOT_FOUND: {
    cause: 'The folder does not exist or holds no manifest.json.',
    wayOut: 'Name the folder that `textgate train --out` wrote.',
  },
  BUNDLE_FORMAT_TOO_NEW: {
    cause: 'The bundle was written by a newer textgate, in a format that this version does not know.',
    wayOut: 'Upgrade @textgate/core and the packages beside it.',
  },
  BUNDLE_MANIFEST_INVALID: {
    cause: 'manifest.json is no JSON or lacks a required member.',
    wayOut: 'Restore the bundle from a copy or train again.',
  },
  BUNDLE_FILE_MISSING: {
    cause: 'A file that the manifest lists is not in the folder.',
    wayOut: 'Copy the whole bundle folder again.',
  },
  BUNDLE_FILE_TAMPERED: {
    cause: 'A file differs from the SHA-256 that the manifest records.',
    wayOut: 'Copy the bundle again from where it was trained; never edit its files by hand.',
  },
  BUNDLE_SIGNATURE_INVALID: {
    cause:
      'A bundle that must be signed by a certain key is not signed, signed by another key, or was changed since.',
    wayOut:
      'Take the bundle from where it was signed, or sign it with `textgate sign`; check which key is meant.',
  },
  SIGNING_KEY_INVALID: {
    cause: 'A file that should hold an Ed25519 key as PEM cannot be read, or holds another one.',
    wayOut:
      'Sign with a private key (`openssl genpkey -algorithm ed25519 -out private.pem`), and verify with its public one (`openssl pkey -in private.pem -pubout -out public.pem`).',
  },
  BUNDLE_NOT_EXPORTED: {
    cause: 'The bundle has no model.onnx yet.',
    wayOut: 'Run `textgate export BUNDLE`.',
  },
  BUNDLE_WRITE_FAILED: {
    cause: 'The bundle could not be written: disk full, no permission, or the target is a file.',
    wayOut: 'Free space or choose another folder; what was there before is unchanged.',
  },
  WEIGHTS_INVALID: {
    cause:
      'A weights file is no valid safetensors, or a weight is missing or has another shape than the model needs.',
    wayOut: 'Use the weights that were written with this configuration.',
  },
  TOKENIZER_INVALID: {
    cause: 'A tokenizer.json is broken or uses a part that textgate does not support.',
    wayOut: 'Use a tokenizer that textgate wrote, or correct the named part.',
  },
  TOKENIZER_SEGMENTER_MISSING: {
    cause: 'The tokenizer segments Chinese words but was given no segmenter.',
    wayOut: 'Install @node-rs/jieba and pass `await jiebaSegmenter()` from @textgate/tokenizer/jieba.',
  },
  LABELS_MISMATCH: {
    cause: 'The data has labels that the model which training goes on with does not have.',
    wayOut: 'Correct the labels, or pass --new-head to learn those of the data on the trained encoder.',
  },
  VOCABULARY_EMPTY: {
    cause: 'No token of the training texts reached the minimum frequency.',
    wayOut: 'Check the text column, or lower tokenizer.minFrequency.',
  },
  DATA_FILE_UNREADABLE: {
    cause: 'A data file does not exist, cannot be read, or is of an unknown kind.',
    wayOut: 'Give a .jsonl, .csv, .tsv (each also .gz) or .parquet file that this user may read.',
  },
  DATA_COLUMN_MISSING: {
    cause: 'The data has no column of the configured name.',
    wayOut: 'Set data.textColumn and data.labelColumn, or --text-column and --label-column.',
  },
  DATA_ROW_INVALID: {
    cause: 'A row has empty text, an empty or unknown label, bad JSON or bytes that are no UTF-8.',
    wayOut: 'Correct the named rows, or pass --on-bad-row skip.',
  },
  DATA_LABEL_IS_LIST: {
    cause: 'A row has a list of labels, and one label a text is learnt or scored.',
    wayOut: 'Train with model.head: multi (--head multi), or name a column of single labels.',
  },
  DATA_TOO_SMALL: {
    cause: 'A part of the data has no rows, or the training part has fewer than two labels.',
    wayOut: 'Give more labelled rows.',
  },
  DATA_CHECK_FAILED: {
    cause: 'The data meets a condition of `textgate data check --fail-on`.',
    wayOut: 'Correct the rows that the report names, or raise the limit of the condition.',
  },
  VECTORS_FILE_UNREADABLE: {
    cause: 'A file of word vectors does not exist, cannot be read, is binary or holds no vectors.',
    wayOut: 'Give word2vec, GloVe or fastText vectors as text: .vec or .txt, each also .gz.',
  },
  VECTORS_LINE_INVALID: {
    cause: 'A line of a file of word vectors is no word with as many numbers as the others have.',
    wayOut: 'Correct or delete the named line; where it is the last one, download the file again.',
  },
  VECTORS_SIZE_WRONG: {
    cause: 'The vectors of a file have another number of numbers than the embedding.',
    wayOut: "Set model.embeddingSize to the file's number, or choose another file.",
  },
  VECTORS_NOT_FOUND: {
    cause: 'A file of word vectors has none for any token of the vocabulary.',
    wayOut: "Choose vectors of the texts' language, and tokenizer.mode words.",
  },
  BACKEND_UNAVAILABLE: {
    cause: 'The backend that was asked for by name cannot be used on this machine.',
    wayOut: 'Use --backend auto, or install it with `textgate backend install`.',
  },
  BACKEND_INSTALL_FAILED: {
    cause: 'A step of installing the native backend failed; the half-done try was removed.',
    wayOut: 'See the step and the reason in the message; name another source with --from.',
  },
  TRAINING_DIVERGED: {
    cause: 'The loss became NaN or infinite.',
    wayOut: 'Lower training.learningRate or training.clipNorm; the last good checkpoint is kept.',
  },
  KERNEL_MEMORY_EXHAUSTED: {
    cause: 'The memory of the compute kernels cannot grow by what a batch needs.',
    wayOut: 'Lower training.batchTokens or tokenizer.maxLength, or free memory on the machine.',
  },
  KERNEL_FAILED: {
    cause: 'A compute kernel trapped or was called wrongly.',
    wayOut: 'Set TEXTGATE_KERNELS=off to compute with tfjs operations, and report it.',
  },
  KERNEL_WORKER_LOST: {
    cause: 'A worker thread of the compute kernels was killed or made no progress.',
    wayOut: 'Resume from the last checkpoint; set TEXTGATE_THREADS=1 if it happens again.',
  },
  KERNEL_BLOCK_FREED: {
    cause: 'A block of kernel memory was read, used or freed after it had been freed.',
    wayOut: 'Keep one owner for each block, which frees it once.',
  },
  COMPARISON_FAILED: {
    cause: 'None of the encoders that `textgate compare` was to compare could be trained.',
    wayOut: 'See the reason that it gives for each; correct the configuration or the data.',
  },
  CHECKPOINT_WRITE_FAILED: {
    cause: 'A checkpoint could not be written: disk full or no permission.',
    wayOut: 'Free space, then go on with --resume; the last good checkpoint is kept.',
  },
  CHECKPOINT_INVALID: {
    cause: 'The checkpoint is damaged, or belongs to other data, configuration or versions.',
    wayOut: 'Resume with the same data and configuration, or start again without --resume.',
  },
  EXPORT_UNSUPPORTED: {
    cause: 'A part of the model cannot be written as ONNX operators.',
    wayOut: 'Change the named configuration key and train again.',
  },
  ONNX_INVALID: {
    cause: 'A file that should be an ONNX model is not one, or is cut off.',
    wayOut: 'Copy the file again, or name another one; `textgate export` writes model.onnx into a bundle.',
  },
  IMPORT_UNSUPPORTED: {
    cause:
      'A file of a trained model lacks something that a bundle needs, or holds something that no network of textgate computes.',
    wayOut:
      'See what the message names; docs/import.md says which files can be imported, and with which names.',
  },
  TOKENIZER_MISMATCH: {
    cause: 'A tokenizer.json is not the one that the model was trained with.',
    wayOut: 'Name the tokenizer.json of the bundle that the model came from.',
  },
  LAYOUT_WRITE_FAILED: {
    cause:
      'The files for another server could not be written: disk full, no permission, or other files are in the folder.',
    wayOut: 'Free space or choose another folder; what was there before is unchanged.',
  },
  PARITY_NEEDS_TEXTS: {
    cause: 'Parity can only be proved on real texts, and none were given or found.',
    wayOut: 'Pass --data FILE with texts like those that the model will see.',
  },
  PARITY_FAILED: {
    cause: 'The exported model does not answer like the trained one.',
    wayOut:
      'Nothing was written to the bundle. Report it with the configuration; this is a defect in textgate.',
  },
  QUANTIZATION_TOO_COARSE: {
    cause: 'A quantised model answers too many real texts otherwise than the trained one.',
    wayOut:
      'Choose a finer form (`--quantize int8`), give texts like those that the model will see, or accept it with a lower --min-agreement.',
  },
  VARIANT_NOT_FOUND: {
    cause: 'The bundle has no variant of the exported model with that name.',
    wayOut: 'Name one that it has, or add it with `textgate export BUNDLE --quantize NAME`.',
  },
  REPORT_WRITE_FAILED: {
    cause:
      'The page of an evaluation or a comparison could not be written: no permission, disk full, or a folder is in the way.',
    wayOut: 'Free space or name another file; a page that was there before is unchanged.',
  },
  REQUEST_INVALID: {
    cause: 'A request has a wrong shape, type or value.',
    wayOut: 'Correct the named member.',
  },
  REQUEST_TOO_LARGE: {
    cause: 'A request has more texts or bytes than the server accepts.',
    wayOut: 'Split the request, or raise the limit when starting the server.',
  },
  MODEL_NOT_FOUND: {
    cause: 'The server has no model of that name or version.',
    wayOut: 'Ask GET /v2/models/NAME of a model that is served.',
  },
  MODEL_CONTROL_OFF: {
    cause: 'A request would load or unload a model, and the server does not allow it.',
    wayOut: 'Allow it when the server is started, or restart the server with the models that it is to have.',
  },
  MODEL_FAILED: {
    cause: 'ONNX Runtime could not load or run the model.',
    wayOut: 'Check the bundle with `textgate predict`; see the server log.',
  },
  DEADLINE_EXCEEDED: {
    cause: 'The answer was not there by the time that the request gave it.',
    wayOut: 'Allow the request more time, or ask again when the server has less to do.',
  },
  MODEL_REFUSED: {
    cause:
      'A new version of a model did not pass the checks before it is offered; the version before it goes on.',
    wayOut: 'Correct what the message names in the models folder, and load the model again.',
  },
  SERVER_BUSY: {
    cause: 'More texts wait for an answer than the server may keep waiting.',
    wayOut: 'Ask again after the time in the header Retry-After, or run more instances.',
  },
  SERVER_CLOSING: {
    cause: 'The server is draining before it stops.',
    wayOut: 'Send the request to another instance, or again later.',
  },
  UNAUTHORIZED: {
    cause: 'The server wants an API key, and the request has none, an unknown one or one whose time is over.',
    wayOut:
      'Send `Authorization: Bearer KEY`; `textgate keys new` makes a key and the entry of it for the server.',
  },
  FORBIDDEN: {
    cause: 'The key of the request may not use that model, or not load and unload models.',
    wayOut: "Use another key, or add the model or `admin` to the key's entry in the server's file of keys.",
  },
  RATE_LIMITED: {
    cause: 'The key of the request made more requests a second, or at one time, than its entry allows.',
    wayOut:
      "Ask again after the time in the header Retry-After, or raise the limits of the key's entry in the server's file of keys.",
  },
  SERVER_UNREACHABLE: {
    cause: 'No textgate server answers at the address that a command was given.',
    wayOut: 'Correct --server, or start the server; see the reason in the message.',
  },
  SERVER_PORT_UNAVAILABLE: {
    cause: 'The port is taken or may not be opened by this user.',
    wayOut: 'Choose another with --port.',
  },
  TIME_BUDGET_TOO_SHORT: {
    cause:
      'An encoder that `textgate compare --budget time` was to train did not finish an epoch in its time.',
    wayOut: 'Give more with --seconds; without it, name an encoder first whose training takes longer.',
  },
  TRACING_UNAVAILABLE: {
    cause: 'Traces are asked for, and the SDK of OpenTelemetry is not installed.',
    wayOut: 'Install @opentelemetry/sdk-node beside the command, or ask for no traces.',
  },
  TRAINING_STOPPED: {
    cause: 'Training was interrupted before its end.',
    wayOut:
      'Run `train` again with --resume to go on from the last checkpoint, or `compare` for the encoders that are missing.',
  },
  USAGE: {
    cause: 'The command line is wrong.',
    wayOut: 'See `textgate help COMMAND`.',
  },
  UNEXPECTED: {
    cause: 'Something failed in a way that textgate does not know.',
    wayOut: 'Run again with --debug and report the stack.',
  },
} as const satisfies Record<string, { cause: string; wayOut: string }>

/** A literal code of the error table. */
export type ErrorCode = keyof typeof ERRORS

/**
 * The one error class of textgate. Compare `code`, never the message or the class: two copies of this package may be
 * installed side by side.
 */
export class TextgateError extends Error {
  readonly code: ErrorCode
  /** Machine-readable particulars, e.g. `{ file, row }`; JSON-serialisable. */
  readonly details: Readonly<Record<string, unknown>>

  /**
   * @param code - a code of the error table
   * @param message - one sentence that names the thing, the reason and the way out; without the code
   */
  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(`${code}: ${message}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'TextgateError'
    this.code = code
    this.details = options.details ?? {}
  }
}

/** True for a textgate error of any installed copy, optionally of the given code. */
export function isTextgateError(error: unknown, code?: ErrorCode): error is TextgateError {
  return (
    error instanceof Error &&
    error.name === 'TextgateError' &&
    'code' in error &&
    (code === undefined || error.code === code)
  )
}
