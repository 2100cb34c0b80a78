import { VERSION } from '../../version.ts'
import { type JsonSchema, ref, text } from './json-schema.ts'
import { OPERATIONS, type Operation } from './operations.ts'
import { PLAIN_SCHEMAS } from './plain-schemas.ts'
import { PROTOCOL_SCHEMAS } from './protocol-schemas.ts'

/** An OpenAPI document, as far as the page reads it. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: Readonly<Record<'title' | 'version' | 'description', string>>
  /** Where the paths begin. */
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly object[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>
  readonly components: Readonly<Record<'schemas' | 'securitySchemes', Readonly<Record<string, JsonSchema>>>>
}

/**
 * What the server answers, in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0).
 *
 * @param prefix - where all routes are mounted; empty at the root
 */
export function openApiDocument(prefix = ''): OpenApiDocument {
  const paths: Record<string, Record<string, object>> = {}
  for (const [route, operation] of Object.entries(OPERATIONS)) {
    const [method = '', path = ''] = route.split(' ')
    const template = path.replace(/:(\w+)/g, '{$1}')
    paths[template] = { ...paths[template], [method.toLowerCase()]: operationObject(route, path, operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'textgate',
      version: VERSION,
      description:
        'Text classifiers and other ONNX models: plain JSON under /v1, the Open Inference Protocol V2 under /v2.',
    },
    servers: [{ url: prefix.replace(/\/$/, '') || '/' }],
    security: [{}, { key: [] }],
    paths,
    components: {
      schemas: { ...PLAIN_SCHEMAS, ...PROTOCOL_SCHEMAS },
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'Where the server has keys.' } },
    },
  }
}

function operationObject(route: string, path: string, operation: Operation): object {
  const { summary, query = {}, request, isBodyOptional = false, answer } = operation
  const errors = { description: 'What is wrong', content: content({ 'application/json': errorOf(path) }) }
  const parameters = [
    ...Array.from(path.matchAll(/:(\w+)/g), ([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: text,
    })),
    ...Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema })),
  ]
  return {
    operationId: route.replace(/[^A-Za-z0-9]+/g, '_').toLowerCase(),
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(request ? { requestBody: { required: !isBodyOptional, content: content(request) } } : {}),
    responses: {
      '200': { description: 'The answer', content: content(answer) },
      '4XX': errors,
      '5XX': errors,
    },
  }
}

function errorOf(path: string): string {
  return path.startsWith('/v2') ? 'ProtocolError' : 'Error'
}

function content(schemas: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(schemas).map(([type, name]) => [type, name === 'bytes' ? {} : { schema: ref(name) }]),
  )
}
