import { POOLINGS } from '@textgate/core'
import { Command, InvalidArgumentError, Option } from 'commander'
import { NAMES_EXPLAINED } from './compare/comparison-page.ts'
import { type Output, processOutput } from './output.ts'
import { cliVersion } from './versions.ts'

/** Seconds that a timer of Node waits at most. */
const LONGEST_TIMER = 2_147_483

type Run<Options> = (options: Options, output: Output, positional: readonly string[]) => Promise<void>

/** The command line as commander sees it; each command's code is loaded when it runs. */
export function textgateProgram(): Command {
  const program = new Command('textgate')
    .description('Train text classifiers with gated recurrent units and serve them on ONNX Runtime.')
    .version(cliVersion())
    .showHelpAfterError(false)
    .configureOutput({ outputError: () => {} }) // run-textgate reports errors, in one form for all

  const backend = new Option('--backend <name>', 'tfjs backend')
    .choices(['auto', 'native', 'wasm', 'cpu'])
    .default('auto')
  const onBadRow = new Option('--on-bad-row <what>', 'what a faulty row does')
    .choices(['fail', 'skip'])
    .default('fail')
  const textColumn = new Option('--text-column <name>', 'column or JSON member of the text')
  const labelColumn = new Option('--label-column <name>', 'column or JSON member of the label')
  const unknownBelow = new Option(
    '--unknown-below <probability>',
    'answer unknown where the most probable label has less; 0 answers every text; as the bundle says unless given',
  ).argParser(probability)
  const variant = new Option(
    '--variant <name>',
    'form of the exported model that answers, e.g. int8; model.onnx unless given',
  )

  command(program, 'train', 'train a classifier and write its bundle')
    .requiredOption('--train <file>', 'training data: .jsonl, .csv, .tsv (each also .gz) or .parquet')
    .option('--dev <file>', 'data for early stopping')
    .addOption(devSplit())
    .option('--test <file>', 'data that is scored once, at the end')
    .requiredOption('--out <folder>', 'folder of the bundle; replaced where it is a bundle already')
    .option('--config <file>', 'configuration, JSON with comments; see `textgate init`')
    .addOption(preset())
    .addOption(head())
    .addOption(backend)
    .option('--seed <number>', 'seed of everything random', wholeNumber)
    .option('--epochs <number>', 'passes over the training data at most', wholeNumber)
    .option(
      '--vectors <file>',
      'pretrained word vectors as text, .vec or .txt (each also .gz), of model.embeddingSize numbers',
    )
    .option('--freeze-vectors', 'leave the vectors as they are in training')
    .addOption(
      new Option(
        '--unknown-precision <fraction>',
        'answer unknown where it is needed for this share of right answers on the dev part, e.g. 0.95',
      ).argParser(properFraction),
    )
    .option(
      '--portable',
      'a tokenizer that operators of ONNX can do, so that `export --text` can write it into the model',
    )
    .addOption(
      new Option(
        '--from <bundle>',
        'go on training this bundle: begin with its weights, tokenizer and configuration; the n-grams are learnt anew',
      ).conflicts(['preset', 'vectors', 'freezeVectors']),
    )
    .option('--new-head', 'with --from: learn the labels of the data, on the encoder of the bundle')
    .option('--resume', 'go on from the last checkpoint of the same command')
    .addOption(textColumn)
    .addOption(labelColumn)
    .addOption(onBadRow)
    .action(run(async () => (await import('./commands/train.ts')).trainCommand))

  command(program, 'compare', 'train several encoders on the same data, and show them in one table')
    .requiredOption('--train <file>', 'training data, as of `train`')
    .option('--dev <file>', 'data for early stopping')
    .addOption(devSplit())
    .option('--test <file>', 'data that every encoder is scored on once; the dev part is unless given')
    .option('--encoders <names>', 'which, with commas, in their order', 'gru,lstm,rnn,cnn,linear')
    .addOption(
      new Option(
        '--budget <what>',
        "what is equal: data: hidden size and epochs. parameters: the encoder's parameters, within 2 %, by other hidden sizes. time: the seconds of a training, by other numbers of epochs",
      )
        .choices(['data', 'parameters', 'time'])
        .default('data'),
    )
    .option(
      '--seconds <number>',
      'of a training at most, with --budget time; as many as the first encoder takes unless given',
      timerSeconds,
    )
    .option('--out <folder>', 'also write compare.md and compare.json there, after every encoder')
    .option('--config <file>', 'configuration, JSON with comments; see `textgate init`')
    .addOption(preset())
    .addOption(head())
    .addOption(backend)
    .option('--seed <number>', 'seed of everything random', wholeNumber)
    .addOption(
      new Option(
        '--seeds <numbers>',
        'train every encoder with each, with commas, e.g. 1,2,3: means, and lowest to highest',
      ).conflicts('seed'),
    )
    .option('--epochs <number>', 'passes over the training data at most', wholeNumber)
    .addOption(textColumn)
    .addOption(labelColumn)
    .addOption(onBadRow)
    .addHelpText('after', `\n${NAMES_EXPLAINED}`)
    .action(run(async () => (await import('./commands/compare.ts')).compareCommand))

  command(program, 'evaluate', 'score a bundle on labelled data')
    .argument('<bundle>', 'folder of the bundle')
    .requiredOption('--data <file>', 'labelled data')
    .option('--report <file.html>', 'also write a page about errors, probabilities, lengths and words')
    .option(
      '--report-label <label>',
      'label of its precision/recall chart, once for each; some that tell most unless given',
      (label: string, labels: readonly string[] = []) => [...labels, label],
    )
    .addOption(
      new Option('--language <code>', "of the page's own words; that of the texts unless given").choices([
        'en',
        'zh',
      ]),
    )
    .addOption(backend)
    .addOption(textColumn)
    .addOption(labelColumn)
    .addOption(onBadRow)
    .addOption(unknownBelow)
    .addOption(variant)
    .action(run(async () => (await import('./commands/evaluate.ts')).evaluateCommand))

  command(program, 'predict', 'label texts, from the arguments or standard input, a line a text')
    .argument('<bundle>', 'folder of the bundle')
    .argument('[text...]', 'texts; standard input is read where there are none')
    .option('--top-k <number>', 'also show the probabilities of the best labels, this many', positiveNumber)
    .addOption(unknownBelow)
    .addOption(variant)
    .addOption(backend)
    .action(run(async () => (await import('./commands/predict.ts')).predictCommand))

  command(
    program,
    'explain',
    'show how much a model with attention weighs each token of texts, from the arguments or standard input',
  )
    .argument('<bundle>', 'folder of the bundle; its pooling has attention')
    .argument('[text...]', 'texts; standard input is read, a line a text, where there are none')
    .option('--heads', 'each head of attention by itself; their mean unless given')
    .option('--tokens <number>', 'tokens shown of a text; all unless given', positiveNumber)
    .addOption(backend)
    .action(run(async () => (await import('./commands/explain.ts')).explainCommand))

  command(
    program,
    'inspect',
    'tell what an ONNX file is: inputs, operators, size by layer, metadata, certificate',
  )
    .argument('<file>', 'an .onnx file, or the folder of an exported bundle')
    .option('--variant <name>', 'form of the exported model of a bundle, e.g. int8; model.onnx unless given')
    .action(run(async () => (await import('./commands/inspect.ts')).inspectCommand))

  command(
    program,
    'import',
    'make a bundle of a model file of textgate (.onnx), PyTorch (.safetensors) or Keras (.keras, .weights.h5)',
  )
    .argument('<file>', 'the model file')
    .requiredOption('--out <folder>', 'folder of the bundle; replaced where it is a bundle already')
    .addOption(
      new Option('--from <what>', 'what wrote the file; by its ending unless given').choices([
        'onnx',
        'torch',
        'keras',
      ]),
    )
    .option(
      '--tokenizer <file>',
      'tokenizer.json of the model; of an .onnx file the one beside it unless given',
    )
    .addOption(
      new Option(
        '--vocabulary <file>',
        'instead the tokens of torch or Keras, one a line: padding, unknown, the others',
      ).conflicts('tokenizer'),
    )
    .option(
      '--labels <labels>',
      'of torch or Keras, in the order of the outputs: a file, one a line, or a,b,c',
    )
    .addOption(
      new Option(
        '--pooling <how>',
        'of torch or .weights.h5, how the states become one vector (last)',
      ).choices(POOLINGS.filter((pooling) => !pooling.includes('attention'))),
    )
    .addOption(head())
    .option('--names <file>', 'JSON of what the file calls embedding, recurrent and head')
    .option('--config <file>', 'configuration whose tokenizer and training sections the bundle gets')
    .addOption(backend)
    .action(run(async () => (await import('./commands/import.ts')).importCommand))

  command(
    program,
    'export',
    'write model.onnx into a bundle, with proof that it answers like the trained model',
  )
    .argument('<bundle>', 'folder of the bundle')
    .option('--data <file>', 'real texts for the proof; the data of the training unless given')
    .option(
      '--text',
      'also write model.text.onnx, which takes texts and gives names of labels; the bundle was trained with --portable',
    )
    .option('--top-k <number>', 'labels that the file of --text names, 5 unless given', positiveNumber)
    .option(
      '--attention',
      'let the file of --text also give out its tokens and how much attention weighs each',
    )
    .option(
      '--quantize <modes>',
      'also write smaller or faster forms, with commas: int8 (a quarter of the size), int8-bulk (many texts at once), int4-embedding (smallest)',
    )
    .option(
      '--min-agreement <fraction>',
      'share of real texts that such a form must answer as the trained model does (0.98 unless given)',
      probability,
    )
    .addOption(backend)
    .addOption(textColumn)
    .addOption(
      new Option(
        '--layout <server>',
        'instead lay out the model.onnx of an exported bundle: a model repository for Triton Inference Server, or the same and a manifest for KServe',
      )
        .choices(['triton', 'kserve'])
        .conflicts('data'),
    )
    .option('--out <folder>', 'with --layout: where the model repository is written')
    .option(
      '--variant <name>',
      'with --layout: form that is laid out, e.g. int8 or text-int8; model.onnx, or text with --text, unless given',
    )
    .option('--name <name>', 'with --layout: of the model; that of the bundle folder unless given')
    .option('--max-batch-size <number>', 'with --layout: texts of a run at most (64)', positiveNumber)
    .option('--storage-uri <address>', 'with --layout kserve: where the model repository will lie')
    .action(run(async () => (await import('./commands/export.ts')).exportCommand))

  command(
    program,
    'verify',
    "check a bundle's files, and prove again that its model.onnx and quantised variants compute what they should",
  )
    .argument('<bundle>', 'folder of an exported bundle')
    .option('--data <file>', 'real texts for the proof; the data of the training unless given')
    .option('--signed-by <file>', 'Ed25519 public key (PEM) that must have signed the bundle')
    .addOption(backend)
    .addOption(textColumn)
    .action(run(async () => (await import('./commands/verify.ts')).verifyCommand))

  command(program, 'sign', 'sign a bundle with an Ed25519 key')
    .argument('<bundle>', 'folder of the bundle')
    .requiredOption('--key <file>', 'private key (PEM)')
    .action(run(async () => (await import('./commands/sign.ts')).signCommand))

  command(program, 'serve', 'answer over HTTP, by plain JSON and the Open Inference Protocol')
    .argument(
      '<bundle-or-folder>',
      'a bundle, or a folder of models: NAME/ or NAME/VERSION/, each a bundle or with a model.onnx',
    )
    .option('--port <number>', 'port; 0 takes a free one', wholeNumber, 8000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option(
        '--shape <shape>',
        'processes: several servers on one port, each with the models between its requests, fastest for small models; workers: one server, with the models in processes behind it, for large models and long texts',
      )
        .choices(['processes', 'workers'])
        .default('processes'),
    )
    .option(
      '--workers <number>',
      'processes; as many as there are cores, 8 at most, unless given',
      positiveNumber,
    )
    .option(
      '--versions <number>',
      'highest versions of each model of a models folder that are served (1)',
      positiveNumber,
    )
    .option('--signed-by <file>', 'Ed25519 public key (PEM) that must have signed every bundle')
    .option('--watch <seconds>', 'look for new versions in the models folder this often', positiveNumber)
    .option('--allow-control', 'let callers load and unload models; with --keys, admins alone')
    .option(
      '--require-agreement <share>',
      'of --agreement-texts that a new version must answer as the one before',
      probability,
    )
    .option('--agreement-texts <file>', 'texts for --require-agreement, one a line')
    .option(
      '--grpc-port <number>',
      'port of the Open Inference Protocol over gRPC; none unless given',
      wholeNumber,
    )
    .option('--keys <file>', 'API keys that callers need, see `textgate keys new`')
    .option('--metrics-open', 'let anybody read /metrics, where callers need keys')
    .option(
      '--cache-mb <number>',
      'megabytes of answers that each process remembers; none unless given',
      positiveNumber,
    )
    .option('--tls-cert <file>', "the server's certificate (PEM)")
    .option('--tls-key <file>', 'its private key (PEM)')
    .option('--tls-ca <file>', 'authorities (PEM) of which clients must have a certificate')
    .addOption(unknownBelow)
    .addOption(variant)
    .action(run(async () => (await import('./commands/serve.ts')).serveCommand))

  const data = program.command('data').description('look at labelled data').exitOverride()
  command(
    data,
    'check',
    'say what is wrong with labelled data: leakage, conflicting labels, duplicates and more',
  )
    .argument('[file...]', 'labelled files, the one to train on first')
    .option('--train <file>', 'the part to train on')
    .option('--dev <file>', 'the part for early stopping')
    .option('--test <file>', 'the part that is scored at the end')
    .option('--config <file>', 'configuration, whose tokenizer counts the tokens')
    .addOption(head())
    .addOption(textColumn)
    .addOption(labelColumn)
    .option('--examples <number>', 'rows that are shown of each finding', wholeNumber, 3)
    .option('--fail-on <conditions>', 'exit with 1 on any of these, e.g. leakage,conflicts:10,duplicates:1%')
    .action(run(async () => (await import('./commands/data-check.ts')).dataCheckCommand))

  command(program, 'init', 'write a commented configuration')
    .argument('[file]', 'file to write', 'textgate.config.jsonc')
    .addOption(
      new Option('--preset <name>', 'starting point').choices(['fast', 'default', 'best']).default('default'),
    )
    .option('--force', 'replace an existing file')
    .action(run(async () => (await import('./commands/init.ts')).initCommand))

  command(program, 'doctor', 'show Node, platform, backends and their speed').action(
    run(async () => (await import('./commands/doctor.ts')).doctorCommand),
  )

  const keys = program.command('keys').description('manage API keys of servers').exitOverride()
  command(keys, 'new', 'make an API key, and the entry of it for a server')
    .option('--name <name>', 'for people; not secret', 'key')
    .option(
      '--models <names>',
      'which models it may use, with commas, * for any characters; all unless given',
      list,
    )
    .option('--admin', 'it may load and unload models and read /metrics')
    .option('--max-requests-per-second <number>', 'on average; any number unless given', Number)
    .option('--max-concurrent <number>', 'requests at one time; any number unless given', wholeNumber)
    .option('--not-after <time>', 'when it ends, in ISO 8601, e.g. 2027-12-31; never unless given')
    .action(run(async () => (await import('./commands/keys-new.ts')).keysNewCommand))

  const backends = program.command('backend').description('manage tfjs backends').exitOverride()
  command(backends, 'install', 'install the native TensorFlow backend into the cache of this user')
    .option('--from <source>', 'file, folder or mirror URL of libtensorflow or of a tensorflow wheel')
    .option('--python <command>', 'Python whose pip fetches the wheel, where the archive cannot be had')
    .option('--force', 'install again even where a working backend is installed')
    .action(run(async () => (await import('./commands/backend-install.ts')).backendInstallCommand))
  return program.exitOverride()
}

function devSplit(): Option {
  return new Option(
    '--dev-split <fraction>',
    'share of the training data cut off for early stopping (0.1 unless --dev is given)',
  )
    .argParser(properFraction)
    .conflicts('dev')
}

function preset(): Option {
  return new Option('--preset <name>', 'starting point of the configuration')
    .choices(['fast', 'default', 'best'])
    .default('default')
}

function head(): Option {
  return new Option(
    '--head <what>',
    'what a text has: one label, any number of labels, or one of an order',
  ).choices(['single', 'multi', 'ordinal'])
}

function command(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .configureOutput({ outputError: () => {} })
    .exitOverride()
    .option(
      '--json',
      'one JSON object on the last line of standard output, everything else on standard error',
    )
    .option('--debug', 'show the stack of an error')
}

/** Loads a command's code and gives it its options, output and positional arguments. */
function run<Options extends object>(
  load: () => Promise<Run<Options>>,
): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const self = args.at(-1) as Command
    const options = self.opts() as Options & { json?: boolean }
    const action = await load()
    await action(options, processOutput(options.json === true), self.args)
  }
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('It is no whole number.')
  return Number(text)
}

function positiveNumber(text: string): number {
  if (wholeNumber(text) < 1) throw new InvalidArgumentError('It must be 1 or more.')
  return Number(text)
}

function timerSeconds(text: string): number {
  if (positiveNumber(text) > LONGEST_TIMER)
    throw new InvalidArgumentError(`It must be ${LONGEST_TIMER} or less.`)
  return Number(text)
}

function list(text: string): string[] {
  return text.split(',').map((item) => item.trim())
}

function probability(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It must lie between 0 and 1, or be one of them.')
  return value
}

function properFraction(text: string): number {
  const fraction = Number(text)
  if (text.trim() === '' || !(fraction > 0 && fraction < 1))
    throw new InvalidArgumentError('It must lie between 0 and 1.')
  return fraction
}
