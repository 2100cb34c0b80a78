import { RequestFailure } from '../client/request-failure.ts'

/** Why something failed, said at once. */
export function Problem({ failure, title }: { readonly failure: unknown; readonly title?: string }) {
  const code = failure instanceof RequestFailure ? failure.code : ''
  const message = failure instanceof Error ? failure.message : String(failure)
  return (
    <p class="problem" role="alert">
      {title && <strong>{title}: </strong>}
      {code !== '' && <code>{code}</code>} {message}
    </p>
  )
}
