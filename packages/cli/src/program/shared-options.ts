import { Option } from 'commander'
import { probability, properFraction } from './option-values.ts'

// Options that several commands have, each the same in all of them.

export function backend(): Option {
  return new Option('--backend <name>', 'tfjs backend')
    .choices(['auto', 'native', 'wasm', 'cpu'])
    .default('auto')
}

export function onBadRow(): Option {
  return new Option('--on-bad-row <what>', 'what a faulty row does').choices(['fail', 'skip']).default('fail')
}

export function textColumn(): Option {
  return new Option('--text-column <name>', 'column or JSON member of the text')
}

export function labelColumn(): Option {
  return new Option('--label-column <name>', 'column or JSON member of the label')
}

export function unknownBelow(): Option {
  return new Option(
    '--unknown-below <probability>',
    'answer unknown where the most probable label has less; 0 answers every text; as the bundle says unless given',
  ).argParser(probability)
}

export function variant(): Option {
  return new Option(
    '--variant <name>',
    'form of the exported model that answers, e.g. int8; model.onnx unless given',
  )
}

export function devSplit(): Option {
  return new Option(
    '--dev-split <fraction>',
    'share of the training data cut off for early stopping (0.1 unless --dev is given)',
  )
    .argParser(properFraction)
    .conflicts('dev')
}

export function preset(): Option {
  return new Option('--preset <name>', 'starting point of the configuration')
    .choices(['fast', 'default', 'best'])
    .default('default')
}

export function head(): Option {
  return new Option(
    '--head <what>',
    'what a text has: one label, any number of labels, or one of an order',
  ).choices(['single', 'multi', 'ordinal'])
}
