/** A JSON Schema (draft 2020-12), as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A member of an object. */
export type Members = Readonly<Record<string, JsonSchema>>

/** An object with just these members; those of `optional` may be absent. */
export function object(required: Members, optional: Members = {}): JsonSchema {
  return { ...openObject(required, optional), additionalProperties: false }
}

/** An object with these members and maybe others. */
export function openObject(required: Members, optional: Members = {}): JsonSchema {
  return { type: 'object', properties: { ...required, ...optional }, required: Object.keys(required) }
}

export function list(items: JsonSchema, more: JsonSchema = {}): JsonSchema {
  return { type: 'array', items, ...more }
}

/** An object whose members have names of their own. */
export function dictionary(values: JsonSchema): JsonSchema {
  return { type: 'object', additionalProperties: values }
}

/** A schema of the document's components. */
export function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` }
}

/** The same schema with words for people. */
export function described(schema: JsonSchema, description: string): JsonSchema {
  return { ...schema, description }
}

export const text: JsonSchema = { type: 'string' }
export const flag: JsonSchema = { type: 'boolean' }
export const number: JsonSchema = { type: 'number' }
export const count: JsonSchema = { type: 'integer', minimum: 0 }
export const probability: JsonSchema = { type: 'number', minimum: 0, maximum: 1 }
