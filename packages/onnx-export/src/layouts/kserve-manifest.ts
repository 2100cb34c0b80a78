import { TextgateError } from '@textgate/core'
import { stringify } from 'yaml'
import { checkName } from './model-name.ts'

/** What an `InferenceService` of KServe is made of. */
export interface KserveService {
  /** Of the service: a DNS label, so lower-case letters, digits and hyphens, 63 at most. */
  readonly name: string
  /** Where the model repository lies, as KServe reads it, e.g. `s3://bucket/models`, `pvc://claim/models`. */
  readonly storageUri: string
}

/**
 * The manifest of a KServe `InferenceService` (`serving.kserve.io/v1beta1`), as YAML, that serves a Triton model repository with
 * the runtime `kserve-tritonserver` by the Open Inference Protocol (v2).
 *
 * @throws CONFIG_INVALID for a name that Kubernetes refuses, or a storage address without a scheme
 */
export function kserveManifest({ name, storageUri }: KserveService): string {
  checkName(name, {
    pattern: /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    words: 'lower-case letters, digits and hyphens, a letter first, and 63 of them at most',
  })
  if (!/^[a-z][a-z0-9+.-]*:\/\/\S+$/.test(storageUri)) {
    throw new TextgateError(
      'CONFIG_INVALID',
      `${JSON.stringify(storageUri)} is no address of a storage; give one such as s3://bucket/models or pvc://claim/models`,
      { details: { storageUri } },
    )
  }
  return stringify({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name },
    spec: {
      predictor: {
        model: {
          modelFormat: { name: 'triton', version: '2' },
          protocolVersion: 'v2',
          runtime: 'kserve-tritonserver',
          storageUri,
        },
      },
    },
  })
}
