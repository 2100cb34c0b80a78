import type { ServeSetting } from './serve-setting.ts'
import { integer, path, toggle, word } from './setting-kinds.ts'

const group = 'Where it listens, and to whom:'

/** Where the server is, and who may ask it. */
export const LISTENING_SETTINGS = {
  port: { kind: integer(0, 65_535), group, help: 'port (8000); 0 takes a free one', initial: 8_000 },
  host: { kind: word, group, help: 'address to listen on (127.0.0.1)', initial: '127.0.0.1' },
  grpcPort: {
    kind: integer(0, 65_535),
    group,
    help: 'port of the Open Inference Protocol over gRPC; none unless given',
  },
  'tls.cert': { kind: path, group, help: "the server's certificate (PEM)" },
  'tls.key': { kind: path, group, help: 'its private key (PEM)' },
  'tls.ca': { kind: path, group, help: 'authorities (PEM) of which clients must have a certificate' },
  keys: { kind: path, group, help: 'API keys that callers need, see `textgate keys new`' },
  metricsOpen: {
    kind: toggle,
    group,
    help: 'let anybody read /metrics, where callers need keys',
    initial: false,
  },
  pages: {
    kind: toggle,
    group,
    help: 'serve the page for people at /, /docs and /openapi.json (on); --no-pages does not',
    initial: true,
  },
} as const satisfies Readonly<Record<string, ServeSetting>>
