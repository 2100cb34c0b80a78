import { configJsonSchema, type WrittenConfig } from '@textgate/core'

interface SchemaNode {
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly SchemaNode[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
}

/**
 * A configuration as JSON with comments: every key with its value, what it means, and its choices. Written from the
 * same schema that checks configurations, so the two cannot differ.
 */
export function configTemplate(config: WrittenConfig, schemaReference: string): string {
  const lines = ['{', `  "$schema": ${JSON.stringify(schemaReference)},`]
  const { version, ...sections } = config
  const schema = configJsonSchema() as SchemaNode
  lines.push(`  "version": ${version},`)
  lines.push(...members(sections, schema.properties ?? {}, '  '), '}')
  return `${lines.join('\n')}\n`
}

function members(values: object, schemas: Readonly<Record<string, SchemaNode>>, indent: string): string[] {
  const entries = Object.entries(values)
  return entries.flatMap(([key, value], i) => {
    const schema = schemas[key] ?? {}
    const comma = i < entries.length - 1 ? ',' : ''
    const comment = commentOf(schema)
    const head = comment === '' ? [] : [`${indent}// ${comment}`]
    if (schema.properties && typeof value === 'object' && value !== null) {
      return [
        ...head,
        `${indent}"${key}": {`,
        ...members(value, schema.properties, `${indent}  `),
        `${indent}}${comma}`,
      ]
    }
    return [...head, `${indent}"${key}": ${JSON.stringify(value)}${comma}`]
  })
}

function commentOf(schema: SchemaNode): string {
  const choices = schema.enum ?? schema.anyOf?.find((choice) => choice.enum)?.enum
  const listed = choices ? ` (${choices.map((choice) => JSON.stringify(choice)).join(' | ')})` : ''
  return `${schema.description ?? ''}${listed}`.trim()
}
