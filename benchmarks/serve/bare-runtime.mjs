import { join } from 'node:path'
import { startSubject } from '../train/subject.mjs'

/** As many processes of one thread as servers have workers. */
const PROCESSES = 2

/** ONNX Runtime without a server. @returns `rate(seconds)`, documents a second of all processes together, and `close()` */
export async function startBareRuntime({ model, textsFile }) {
  const args = [join(import.meta.dirname, 'bare-runtime-process.mjs'), model, textsFile]
  const processes = []
  const env = { ORT_DISABLE_TELEMETRY: '1' }
  for (let i = 0; i < PROCESSES; i++)
    processes.push(await startSubject({ command: process.execPath, args, env }))
  return {
    rate: async (seconds) => {
      const ran = await Promise.all(processes.map((one) => one.ask({ run: { seconds } })))
      return ran.reduce((sum, { docs, seconds: took }) => sum + docs / took, 0)
    },
    close: () => Promise.all(processes.map((one) => one.close())),
  }
}
