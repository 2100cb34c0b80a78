/** Where a command writes: results to standard output, everything else to standard error. */
export interface Output {
  /** True where `--json` was given: standard output then holds JSON alone. */
  readonly json: boolean
  /** True where progress may be redrawn in place. */
  readonly terminal: boolean
  /** A line for the reader: standard output, or standard error with `--json`. */
  print(line: string): void
  /** Progress and remarks: always standard error. */
  note(line: string): void
  /** Redraws the current progress line on a terminal; the next `note` or `print` clears it. */
  redraw(line: string): void
  /** One object a line on standard output, with `--json` alone. */
  emit(object: Record<string, unknown>): void
}

/** The output of a process. */
export function processOutput(json: boolean): Output {
  const terminal = process.stderr.isTTY === true
  let redrawn = false
  const clear = (): void => {
    if (redrawn) process.stderr.write('\r\x1b[K')
    redrawn = false
  }
  const note = (line: string): void => {
    clear()
    process.stderr.write(`${line}\n`)
  }
  return {
    json,
    terminal,
    note,
    print: (line) => {
      if (json) return note(line)
      clear()
      process.stdout.write(`${line}\n`)
    },
    redraw: (line) => {
      if (!terminal) return
      const width = process.stderr.columns ?? 80
      process.stderr.write(`\r\x1b[K${line.slice(0, width - 1)}`)
      redrawn = true
    },
    emit: (object) => {
      if (!json) return
      clear()
      process.stdout.write(`${JSON.stringify(object)}\n`)
    },
  }
}
