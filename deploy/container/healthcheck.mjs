// Exits with 0 where the server of this container can answer, and with 1 where not.
import { readSettings } from './read-settings.mjs'

const isReady = await fetch(`http://127.0.0.1:${readSettings().port}/v2/health/ready`).then(
  ({ ok }) => ok,
  () => false,
)
process.exit(isReady ? 0 : 1)
