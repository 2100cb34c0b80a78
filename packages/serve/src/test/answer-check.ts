import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { OpenApiDocument } from '../http/openapi/openapi-document.ts'

/** An answer as a client sees it. */
export interface SeenAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

/** Checks an answer against the document's schemas. @throws saying what is wrong */
export type AnswerCheck = (route: string, answer: SeenAnswer) => void

/** A check of the answers of each route, e.g. of `POST /v1/classify`; of what is no route, as an error. */
export function answerCheck(document: OpenApiDocument): AnswerCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addSchema({ $id: 'document', components: document.components })
  const compiled = new Map<string, ValidateFunction>()
  const validate = (schema: string, value: unknown) => {
    const check = compiled.get(schema) ?? ajv.compile({ $ref: `document${schema}` })
    compiled.set(schema, check)
    if (!check(value)) {
      throw new Error(
        `${JSON.stringify(value).slice(0, 500)} is no ${schema}: ${ajv.errorsText(check.errors)}`,
      )
    }
  }
  return (route, { status, headers, body }) => {
    const type = headers['content-type']?.split(';')[0] ?? ''
    const [method = '', path = ''] = route.split(' ')
    if (status !== 200) {
      const schema = path.startsWith('/v2') ? 'ProtocolError' : 'Error'
      validate(`#/components/schemas/${schema}`, JSON.parse(body.toString()))
      return
    }
    const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] as {
      responses: { '200': { content: Record<string, { schema?: { $ref: string } }> } }
    }
    const media = operation.responses['200'].content[type]
    if (!media) throw new Error(`${route} answers ${type}, which the document does not say`)
    if (type === 'application/octet-stream') {
      const length = Number(headers['inference-header-content-length'])
      const json = JSON.parse(body.subarray(0, length).toString())
      validate('#/components/schemas/InferResponse', json)
      const sizes = (json.outputs as { parameters?: { binary_data_size: number } }[]).map(
        ({ parameters }) => parameters?.binary_data_size ?? 0,
      )
      const sum = sizes.reduce((total, size) => total + size, length)
      if (sum !== body.length) throw new Error(`${body.length} bytes where the JSON says ${sum}`)
    } else if (type === 'application/x-ndjson') {
      for (const line of body.toString().split('\n').slice(0, -1)) {
        validate(media.schema?.$ref ?? '', JSON.parse(line))
      }
    } else if (media.schema) {
      validate(media.schema.$ref, JSON.parse(body.toString()))
    }
  }
}
