import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { textgateMain } from '../lib/run-textgate.mjs'

/** textgate's shapes, by the flags that choose them; a shape whose flags the command refuses is left out with its reason. */
const SHAPES = [
  { id: 'textgate', label: 'textgate serve', flags: [] },
  { id: 'textgate-processes', flags: ['--shape', 'processes', '--workers', '2'] },
  { id: 'textgate-workers', flags: ['--shape', 'workers', '--workers', '2'] },
  { id: 'textgate-one', flags: ['--workers', '1'] },
]

/**
 * Everything that answers requests. `args(port)` are the command's; `path` is where `{ text }` is posted; `answerOf` finds label
 * and probabilities in the answer; `missing` tells why one cannot take part.
 *
 * @param model - the bundle's folder @param python - an interpreter with the peers
 */
export function subjectsOf({ model, python }) {
  const script = (name) => join(import.meta.dirname, name)
  const uvicorn = (handler, workers) => ({
    command: python,
    args: (port) => [
      ...['-m', 'uvicorn', 'fastapi_peer:app', '--app-dir', import.meta.dirname, '--port', String(port)],
      ...['--workers', String(workers), '--log-level', 'error', '--no-access-log'],
    ],
    env: { SERVED_MODEL: model },
    path: `/${handler}`,
    answerOf: (answer) => answer,
    missing: existsSync(python) ? undefined : `no ${python}`,
  })
  return [
    ...SHAPES.map(({ id, flags, label = `textgate serve ${flags.join(' ')}` }) => ({
      ...{ id, label, ours: true, command: process.execPath, path: '/v1/classify' },
      args: (port) => [textgateMain, 'serve', model, '--port', String(port), ...flags],
      answerOf: ({ predictions: [prediction] }) => prediction,
    })),
    {
      ...{ id: 'unbatched', label: 'fastify, model in the main thread, unbatched' },
      ...{ command: process.execPath, path: '/classify' },
      args: (port) => [script('unbatched-process.mjs'), model, String(port)],
      answerOf: (answer) => answer,
    },
    { id: 'fastapi-plain', label: 'FastAPI, plain handler, 1 worker', ...uvicorn('plain', 1) },
    { id: 'fastapi-async', label: 'FastAPI, async handler, 2 workers', ...uvicorn('async', 2) },
  ]
}
