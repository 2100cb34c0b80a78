import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** PEM files of a certificate and its key. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** An authority that signs certificates for tests. */
export interface Authority extends Certificate {
  /** A certificate for this machine. @param name - its common name */
  issue(name: string): Certificate
}

/** Why there are no certificates on this machine; undefined where they can be made. */
export const noOpenssl: string | undefined =
  spawnSync('openssl', ['version']).status === 0 ? undefined : 'there is no openssl command'

const folder = mkdtempSync(join(tmpdir(), 'textgate-certificates-'))

/** Makes an authority with a key of its own. */
export function authority(name: string): Authority {
  const own = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
  openssl('req', '-x509', ...newKey(own.key), '-subj', `/CN=${name}`, '-days', '2', '-out', own.cert)
  return {
    ...own,
    issue: (subject) => {
      const base = join(folder, `${name}-${subject}`)
      const issued = { cert: `${base}.pem`, key: `${base}.key` }
      writeFileSync(`${base}.ext`, 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')
      openssl('req', ...newKey(issued.key), '-subj', `/CN=${subject}`, '-out', `${base}.csr`)
      const signed = ['-CA', own.cert, '-CAkey', own.key, '-CAcreateserial', '-extfile', `${base}.ext`]
      openssl('x509', '-req', '-in', `${base}.csr`, ...signed, '-days', '2', '-out', issued.cert)
      return issued
    },
  }
}

/** A new path beside the certificates. */
export function certificatePath(name: string): string {
  return join(folder, name)
}

/** Removes all certificates; for `afterAll`. */
export function removeCertificates(): void {
  rmSync(folder, { recursive: true, force: true })
}

function newKey(file: string): string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file]
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
