import type { Command } from 'commander'
import { command, commandGroup, run } from './command.ts'

/** Adds `textgate backend …`. */
export function addBackend(program: Command): void {
  const backends = commandGroup(program, 'backend', 'manage tfjs backends')
  command(backends, 'install', 'install the native TensorFlow backend into the cache of this user')
    .option('--from <source>', 'file, folder or mirror URL of libtensorflow or of a tensorflow wheel')
    .option('--python <command>', 'Python whose pip fetches the wheel, where the archive cannot be had')
    .option('--force', 'install again even where a working backend is installed')
    .action(run(async () => (await import('../commands/backend-install.ts')).backendInstallCommand))
}
