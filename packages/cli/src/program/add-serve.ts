import { type Command, Option } from 'commander'
import { command, run } from './command.ts'
import { positiveNumber, probability, wholeNumber } from './option-values.ts'
import { unknownBelow, variant } from './shared-options.ts'

/** Adds `textgate serve`. */
export function addServe(program: Command): void {
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
    .addOption(unknownBelow())
    .addOption(variant())
    .action(run(async () => (await import('../commands/serve.ts')).serveCommand))
}
