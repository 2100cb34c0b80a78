import { DATATYPES } from '../../service/tensor.ts'
import {
  count,
  described,
  dictionary,
  flag,
  type JsonSchema,
  list,
  object,
  openObject,
  ref,
  text,
} from './json-schema.ts'

const duration = object({ count, ns: described(count, 'Nanoseconds, altogether.') })

const parameters = ref('Parameters')

const loadedVersion = described(
  text,
  'The version that is offered alone until the model is loaded without one or unloaded; what the folder has, by its rules, unless given.',
)

const data = described(
  { type: ['array', 'string'] },
  'Values in row-major order, flat or nested; of BYTES one bare string, too. Absent where they are bytes behind the JSON.',
)

/** Schemas of the Open Inference Protocol V2 and its extensions. */
export const PROTOCOL_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ProtocolError: object({ error: described(text, '`CODE: message`') }),
  Parameters: { type: 'object' },
  Live: object({ live: flag }),
  Ready: object({ ready: { const: true } }),
  ModelReady: object({ name: text, ready: { const: true } }),
  ServerMetadata: object({ name: text, version: text, extensions: list(text) }),
  ModelMetadata: object({
    name: text,
    versions: list(text),
    platform: text,
    inputs: list(ref('TensorSpec')),
    outputs: list(ref('TensorSpec')),
  }),
  InferRequest: openObject(
    {
      inputs: list(
        openObject(
          { name: text, shape: list(count), datatype: { enum: [...DATATYPES] } },
          {
            data,
            parameters: described(
              openObject({}, { binary_data_size: count }),
              'binary_data_size: bytes of this tensor behind the JSON.',
            ),
          },
        ),
        { minItems: 1 },
      ),
    },
    {
      id: text,
      parameters: described(
        openObject({}, { timeout: count, priority: count, binary_data_output: flag }),
        'timeout: microseconds, 0 is none. priority: 1 is the highest, 0 that of a request without one.',
      ),
      outputs: list(
        openObject(
          { name: text },
          {
            parameters: described(
              openObject({}, { classification: { type: 'integer', minimum: 1 }, binary_data: flag }),
              'classification: so many best classes as `value:index:label`.',
            ),
          },
        ),
      ),
    },
  ),
  InferResponse: object(
    {
      model_name: text,
      model_version: text,
      outputs: list(
        object(
          { name: text, shape: list(count), datatype: { enum: [...DATATYPES] } },
          {
            data: list({ type: ['string', 'number', 'boolean'] }),
            parameters: object({ binary_data_size: count }),
          },
        ),
      ),
    },
    { id: text },
  ),
  Statistics: object({
    model_stats: list(
      object({
        name: text,
        version: text,
        last_inference: described(count, 'Milliseconds since 1970; 0 where there was none.'),
        inference_count: count,
        execution_count: count,
        inference_stats: object({
          success: duration,
          fail: duration,
          queue: duration,
          compute_input: duration,
          compute_infer: duration,
          compute_output: duration,
          cache_hit: duration,
          cache_miss: duration,
        }),
        batch_stats: list({}, { maxItems: 0 }),
      }),
    ),
  }),
  IndexRequest: openObject({}, { ready: described(flag, 'Only what can be asked.') }),
  RepositoryIndex: list(
    object({
      name: text,
      version: text,
      state: { enum: ['READY', 'UNAVAILABLE', 'LOADING', 'UNLOADING'] },
      reason: text,
    }),
  ),
  LoadRequest: openObject({}, { parameters: openObject({}, { version: loadedVersion }) }),
  UnloadRequest: openObject({}, { parameters }),
  Nothing: object({}),
  OpenApi: openObject({ openapi: text, paths: dictionary({ type: 'object' }) }),
}
