// A server of one's own that has textgate under /models: TOKEN=… node server.mjs MODEL PORT
import { drainOnSignals, textgatePlugin } from '@textgate/serve'
import Fastify from 'fastify'

const [folder = 'model', port = '3000'] = process.argv.slice(2)
const { TOKEN = 'secret' } = process.env

// Models are loaded while the server gets ready, and large ones take longer than fastify's 10 seconds.
const app = Fastify({ pluginTimeout: 60_000 })

// Who may call is asked by this server, for its own routes and for textgate's alike.
app.addHook('onRequest', async ({ headers, url }) => {
  if (url === '/health' || headers.authorization === `Bearer ${TOKEN}`) return
  throw Object.assign(new Error('sign in first'), { statusCode: 401 })
})

app.get('/health', async () => ({ ok: true }))

// A route of one's own that asks a model: the same request as from outside, without a connection.
app.post('/tickets', async (request, reply) => {
  const { message } = /** @type {{ message: string }} */ (request.body)
  const { authorization } = request.headers
  const answer = await app.inject({
    method: 'POST',
    url: '/models/v1/classify',
    headers: { authorization, 'content-type': 'application/json' },
    payload: JSON.stringify({ text: message, timeout_ms: 1000 }),
  })
  if (answer.statusCode !== 200) return reply.code(503).send({ queue: 'people' })
  const [{ label, probability }] = answer.json().predictions
  return { queue: label ?? 'people', probability }
})

app.register(textgatePlugin, { prefix: '/models', folder, execution: 'inline', maxTexts: 100 })

console.log(await app.listen({ port: Number(port), host: '127.0.0.1' }))
// SIGTERM: what was taken is answered, and the models end with the server.
await drainOnSignals(app)
console.log('closed')
