import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { jsonLinesProcess } from '../lib/json-lines-process.mjs'
import { repositoryFolder } from '../lib/report.mjs'

const python = process.env.TEXTGATE_PYTHON ?? join(repositoryFolder, '.cache/venv/bin/python')

/** The same network in PyTorch. @returns `version` and `open(threads)` as of `onnxSubjects`, or the `reason` why not */
export async function torchSubject(sizes) {
  if (!existsSync(python)) {
    return { reason: `no ${python}; run node scripts/python-peers.mjs, or set TEXTGATE_PYTHON` }
  }
  const script = join(import.meta.dirname, 'torch_inference.py')
  try {
    const peer = await jsonLinesProcess(python, [script, JSON.stringify(sizes)])
    return {
      version: peer.first.version,
      open: async (threads) => ({
        run: async (batch, seconds) => (await peer.ask({ batch, seconds, threads })).milliseconds,
        close: () => {},
      }),
      end: peer.close,
    }
  } catch (error) {
    return { reason: error.message }
  }
}
