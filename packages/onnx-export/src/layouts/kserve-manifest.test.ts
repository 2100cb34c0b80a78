import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { kserveManifest } from './kserve-manifest.ts'

/** The fields that are written, as in the openAPIV3Schema of inferenceservices.serving.kserve.io, v1beta1. */
const SCHEMA = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  additionalProperties: false,
  properties: {
    apiVersion: { const: 'serving.kserve.io/v1beta1' },
    kind: { const: 'InferenceService' },
    metadata: {
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: { name: { type: 'string', pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$', maxLength: 63 } },
    },
    spec: {
      type: 'object',
      required: ['predictor'],
      additionalProperties: false,
      properties: {
        predictor: {
          type: 'object',
          additionalProperties: false,
          properties: {
            model: {
              type: 'object',
              required: ['modelFormat'],
              additionalProperties: false,
              properties: {
                modelFormat: {
                  type: 'object',
                  required: ['name'],
                  additionalProperties: false,
                  properties: { name: { type: 'string' }, version: { type: 'string' } },
                },
                protocolVersion: { type: 'string' },
                runtime: { type: 'string' },
                storageUri: { type: 'string' },
              },
            },
          },
        },
      },
    },
  },
}

/** What kserve-tritonserver, the ClusterServingRuntime that comes with KServe, says it serves. */
const TRITON = {
  formats: [
    { name: 'onnx', version: '1' },
    { name: 'triton', version: '2' },
  ],
  protocols: ['v2', 'grpc-v2'],
}

test.each(['s3://bucket/models', 'pvc://claim/models', 'hf://owner/repository'])(
  'the manifest keeps to the schema of InferenceService, and its runtime serves the format: %s',
  (storageUri) => {
    const manifest = parse(kserveManifest({ name: 'tickets-2', storageUri }))
    const validate = new Ajv().compile(SCHEMA)
    validate(manifest)
    expect(validate.errors).toBeNull()
    const { model } = manifest.spec.predictor
    expect(model.storageUri).toBe(storageUri)
    expect(model.runtime).toBe('kserve-tritonserver')
    expect(TRITON.formats).toContainEqual(model.modelFormat)
    expect(TRITON.protocols).toContain(model.protocolVersion)
  },
)

describe('what Kubernetes or KServe would refuse is refused first', () => {
  test.each(['Tickets', '1tickets', 'tickets-', 'a'.repeat(64), 'my_tickets', ''])('name %j', (name) => {
    expect(() => kserveManifest({ name, storageUri: 's3://bucket/models' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', details: { name } }),
    )
  })

  test.each(['/models', 'bucket/models', 's3://', 's3://bucket/my models'])('address %j', (storageUri) => {
    expect(() => kserveManifest({ name: 'tickets', storageUri })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', details: { storageUri } }),
    )
  })
})
