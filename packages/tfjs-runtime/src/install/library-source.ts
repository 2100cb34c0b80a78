import type { InstallContext } from './install-context.ts'

/** A TensorFlow library on this disk: an archive, or a folder that is somebody else's. */
export interface FetchedLibrary {
  readonly kind: 'archive' | 'folder'
  readonly path: string
  /** For the record: URL, file name or folder. */
  readonly description: string
  readonly sha256?: string
}

/** A place that a TensorFlow library can come from. */
export interface LibrarySource {
  readonly name: string
  /**
   * Brings the library here; what it downloads goes under the context's staging folder.
   *
   * @throws StepFailure of the step fetch or check
   */
  fetch(context: InstallContext): Promise<FetchedLibrary>
}
