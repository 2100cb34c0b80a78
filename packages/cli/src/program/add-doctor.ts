import type { Command } from 'commander'
import { command, run } from './command.ts'

/** Adds `textgate doctor`. */
export function addDoctor(program: Command): void {
  command(program, 'doctor', 'show Node, platform, backends and their speed').action(
    run(async () => (await import('../commands/doctor.ts')).doctorCommand),
  )
}
