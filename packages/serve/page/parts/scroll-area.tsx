import type { ComponentChildren } from 'preact'

/** What may be wider than the screen: it scrolls, by keyboard, too. */
export function ScrollArea({
  name,
  children,
}: {
  readonly name: string
  readonly children: ComponentChildren
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="scroll" aria-label={name} tabIndex={0}>
      {children}
    </section>
  )
}
