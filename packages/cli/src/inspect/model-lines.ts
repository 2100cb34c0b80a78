import { ONNX_METADATA, type ParityCertificate, type QuantizationRecord } from '@textgate/core'
import type { ModelDescription, ValueDescription } from '@textgate/onnx-export'
import { besideTrained } from '../quantization-line.ts'
import { tableLines } from '../table.ts'
import { comparedInputs } from '../with-evidence.ts'
import type { Layer } from './layers.ts'

/** Rows of the table of layers; the rest of a large file is one row. */
const MOST_LAYERS = 20
/** Of a value of the metadata; labels can be long. */
const MOST_CHARACTERS = 100

/** What is known of a model file. */
export interface InspectedModel {
  readonly description: ModelDescription
  readonly layers: readonly Layer[]
  /** Of the whole file. */
  readonly bytes: number
  /** In the file's metadata; absent where there is none. */
  readonly certificate?: ParityCertificate
}

/** The same for people. */
export function modelLines({ description, layers, bytes, certificate }: InspectedModel): string[] {
  const { producer, irVersion, opsets, inputs, outputs, operators, metadata } = description
  const written = producer.name === '' ? 'an unnamed program' : `${producer.name} ${producer.version}`.trim()
  const versions = Object.entries(opsets).map(([domain, version]) => `${domain} ${version}`)
  return [
    `written by ${written}; file format ${irVersion}, operators ${versions.join(', ')}; ${size(bytes)}`,
    ...(description.description === '' ? [] : [description.description]),
    '',
    ...tableLines(
      [
        ...inputs.map((value) => ['input', value.name, typeOf(value)]),
        ...outputs.map((value) => ['output', value.name, typeOf(value)]),
      ],
      'LLL',
    ),
    '',
    `operators: ${Object.entries(operators)
      .map(([name, times]) => (times === 1 ? name : `${name} × ${times}`))
      .join(', ')}`,
    '',
    ...layerLines(layers),
    ...metadataLines(metadata),
    '',
    certificate ? certificateLine(certificate) : 'certificate: none',
    ...(certificate?.quantization ? [quantizationRecordLine(certificate.quantization)] : []),
  ]
}

function layerLines(layers: readonly Layer[]): string[] {
  const shown = layers.slice(0, MOST_LAYERS)
  const hidden = layers.slice(MOST_LAYERS)
  const row = (name: string, of: readonly Layer[]): string[] => [
    name,
    count(sum(of, 'tensors')),
    count(sum(of, 'parameters')),
    size(sum(of, 'bytes')),
  ]
  return tableLines(
    [
      ['layer', 'tensors', 'parameters', 'size'],
      ...shown.map((layer) => row(layer.name, [layer])),
      ...(hidden.length === 0 ? [] : [row(`${hidden.length} smaller ones`, hidden)]),
      row('all', layers),
    ],
    'LRRR',
  )
}

function metadataLines(metadata: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(metadata).filter(([key]) => key !== ONNX_METADATA.certificate)
  if (entries.length === 0) return []
  return [
    '',
    ...tableLines(
      entries.map(([key, value]) => [key, shortened(value)]),
      'LL',
    ),
  ]
}

function certificateLine(certificate: ParityCertificate): string {
  const { largestDifference, tolerance, labelChanges, opset, versions, machine } = certificate
  const by = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `certificate: ${count(comparedInputs(certificate))} inputs, largest difference ${largestDifference.toExponential(1)} (limit ${tolerance}), ${labelChanges} labels changed; opset ${opset}, ${by.join(', ')}${machine === undefined ? '' : `, on ${machine}`}`
}

function quantizationRecordLine(record: QuantizationRecord): string {
  return `quantised as ${record.mode}: beside the trained model ${besideTrained(record)}`
}

function typeOf({ type, shape }: ValueDescription): string {
  return `${type} [${shape.join(', ')}]`
}

function shortened(value: string): string {
  const characters = [...value.replaceAll(/\s+/g, ' ')]
  return characters.length <= MOST_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, MOST_CHARACTERS).join('')}… (${count(characters.length)} characters)`
}

function sum(layers: readonly Layer[], member: 'tensors' | 'parameters' | 'bytes'): number {
  return layers.reduce((total, layer) => total + layer[member], 0)
}

function count(number: number): string {
  return number.toLocaleString('en')
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KiB`
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`
}
