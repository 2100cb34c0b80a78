import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { TextgateError } from '@textgate/core'
import type { ServerEvent } from '../server-event.ts'
import { followRead } from './follow-read.ts'

/** PEM files by which a server proves who it is, and may ask its clients to. */
export interface TlsFiles {
  /** The server's certificate, and after it those between it and a known authority. */
  readonly cert: string
  /** Its private key, without a passphrase. */
  readonly key: string
  /** Certificates of authorities. Where given, clients must have a certificate of one of them (mutual TLS). */
  readonly ca?: string
}

/** What the files hold, as `node:tls` and `node:https` take it. */
export interface TlsSettings {
  readonly cert: Buffer
  readonly key: Buffer
  readonly ca?: Buffer
  /** Whether clients must have a certificate. */
  readonly requestCert: boolean
  readonly rejectUnauthorized: boolean
  readonly minVersion: 'TLSv1.2'
}

/** Settings that follow their files. */
export interface FollowedTls {
  readonly settings: TlsSettings
  /** Called with new settings once the files have changed and fit together, e.g. `server.setSecureContext`. */
  onChange(listener: (settings: TlsSettings) => void): void
  /** Follows the files no more. */
  close(): void
}

/**
 * Reads certificates and goes on reading them whenever a file changes. Changed files that are not valid, or not yet those
 * of one pair, are told to `log`, and what was read before goes on.
 *
 * @throws CONFIG_INVALID naming file and reason
 */
export async function followTls(files: TlsFiles, log?: (event: ServerEvent) => void): Promise<FollowedTls> {
  const listeners: ((settings: TlsSettings) => void)[] = []
  const paths: [string, ...string[]] = [files.cert, files.key, ...(files.ca === undefined ? [] : [files.ca])]
  const use = (next: TlsSettings) => {
    for (const listener of listeners) listener(next)
  }
  const { first: settings, close } = await followRead(paths, () => readTls(files), use, log)
  return { settings, onChange: (listener) => void listeners.push(listener), close }
}

/**
 * Reads certificates and checks that they fit together.
 *
 * @throws CONFIG_INVALID naming file and reason
 */
export async function readTls(files: TlsFiles): Promise<TlsSettings> {
  const cert = await readPem('cert', files.cert)
  const key = await readPem('key', files.key)
  const ca = files.ca === undefined ? undefined : await readPem('ca', files.ca)
  const certificate = parsed('cert', files.cert, 'certificate', () => new X509Certificate(cert))
  const privateKey: KeyObject = parsed('key', files.key, 'private key without a passphrase', () =>
    createPrivateKey(key),
  )
  if (ca) parsed('ca', files.ca, 'certificate', () => new X509Certificate(ca))
  if (!certificate.checkPrivateKey(privateKey))
    throw invalid('key', files.key, `is not the key of the certificate in ${files.cert}`)
  const settings: TlsSettings = {
    cert,
    key,
    ...(ca ? { ca } : {}),
    requestCert: ca !== undefined,
    rejectUnauthorized: ca !== undefined,
    minVersion: 'TLSv1.2',
  }
  // What is after the first certificate of a file, too.
  parsed('cert', files.cert, 'chain that TLS takes', () => createSecureContext(settings))
  return settings
}

async function readPem(member: keyof TlsFiles, file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw invalid(member, file, `cannot be read: ${cause instanceof Error ? cause.message : cause}`)
  })
}

function parsed<T>(member: keyof TlsFiles, file: string | undefined, what: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause
    throw invalid(member, file, `holds no ${what} as PEM (${reason})`)
  }
}

function invalid(member: keyof TlsFiles, file: string | undefined, problem: string): TextgateError {
  return new TextgateError('CONFIG_INVALID', `tls.${member}: ${file} ${problem}; name another file`, {
    details: { file },
  })
}
