import { ServerCredentials } from '@grpc/grpc-js'
import type { FollowedTls, TlsSettings } from '../access/tls-files.ts'

/** Credentials of a gRPC server whose certificates follow their files; connections that stand keep the old ones. */
export class TlsCredentials extends ServerCredentials {
  constructor({ settings, onChange }: FollowedTls) {
    const { requestCert, rejectUnauthorized, minVersion } = settings
    super({ requestCert, rejectUnauthorized, minVersion }, contextOf(settings))
    onChange((next) => this.updateSecureContextOptions(contextOf(next)))
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other
  }
}

function contextOf({ cert, key, ca, minVersion }: TlsSettings) {
  return { cert, key, minVersion, ...(ca ? { ca } : {}) }
}
