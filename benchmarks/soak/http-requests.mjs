import { MODEL_NAME } from './models-folder.mjs'

const JSON_TYPE = { 'content-type': 'application/json' }
const CLASSIFY = '/v1/classify'
const INFER = `/v2/models/${MODEL_NAME}/infer`

// Kinds of requests over HTTP. Each makes of texts what is sent: `path`, `headers`, `body`; and finds in an answer's headers and
// bytes what it says: `version`, and `rows`, the probabilities of each text in the order of the model's labels.

export const plainRequest = {
  name: 'classify',
  send: (texts) => ({
    ...{ path: CLASSIFY, headers: JSON_TYPE },
    body: JSON.stringify({ text: texts.length === 1 ? texts[0] : texts }),
  }),
  read: (_headers, bytes, labels) => {
    const { version, predictions } = JSON.parse(bytes)
    const rowOf = ({ probabilities }) => labels.map((label) => probabilities[label])
    return { version, rows: predictions.map(rowOf) }
  },
}

export const jsonTensors = {
  name: 'infer, JSON',
  send: (texts) => ({
    ...{ path: INFER, headers: JSON_TYPE },
    body: JSON.stringify({
      inputs: [{ ...textInput(texts), data: texts }],
      outputs: [{ name: 'probabilities' }],
    }),
  }),
  read: (_headers, bytes, labels) => {
    const { model_version: version, outputs } = JSON.parse(bytes)
    return { version, rows: rowsOf(outputs[0].data, labels.length) }
  },
}

export const binaryTensors = {
  name: 'infer, binary',
  send: (texts) => {
    const bytes = bytesOf(texts)
    const parameters = { binary_data_size: bytes.length }
    const request = {
      inputs: [{ ...textInput(texts), parameters }],
      outputs: [{ name: 'probabilities', parameters: { binary_data: true } }],
    }
    const json = Buffer.from(JSON.stringify(request))
    return {
      path: INFER,
      headers: {
        'content-type': 'application/octet-stream',
        'inference-header-content-length': String(json.length),
      },
      body: Buffer.concat([json, bytes]),
    }
  },
  read: (headers, bytes, labels) => {
    const length = Number(headers['inference-header-content-length'])
    const { model_version: version } = JSON.parse(bytes.subarray(0, length))
    return { version, rows: rowsOf(floatsOf(bytes.subarray(length)), labels.length) }
  },
}

/** Metadata of the text tensor. */
export function textInput(texts) {
  return { name: 'text', datatype: 'BYTES', shape: [texts.length] }
}

/** Texts as the raw bytes of a tensor: each behind its length. */
export function bytesOf(texts) {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text)
      const length = Buffer.alloc(4)
      length.writeUInt32LE(bytes.length)
      return [length, bytes]
    }),
  )
}

/** Raw bytes of FP32 as numbers. */
export function floatsOf(bytes) {
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i))
}

/** Flat values as rows. */
export function rowsOf(values, columns) {
  return Array.from({ length: values.length / columns }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns),
  )
}
