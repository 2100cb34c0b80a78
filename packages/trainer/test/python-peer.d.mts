/** Path of a Python that has a module, or undefined, after printing why the tests that need it are skipped. */
export declare function pythonWith(module: string): string | undefined
/** Runs a script with JSON on standard input and reads JSON from its standard output. */
export declare function runPython<T>(script: string, input: unknown): T
