// Exits with 0 where the server of this container can answer, and with 1 where not.
import { readFileSync } from 'node:fs'

const { port } = JSON.parse(readFileSync(process.env.TEXTGATE_SETTINGS, 'utf8'))
const isReady = await fetch(`http://127.0.0.1:${port}/v2/health/ready`).then(
  ({ ok }) => ok,
  () => false,
)
process.exit(isReady ? 0 : 1)
