import { useEffect, useState } from 'preact/hooks'

export const VIEWS = ['text', 'file', 'model'] as const
export type View = (typeof VIEWS)[number]

/** The view that the address names after its `#`, so that a view can be linked to and left by going back. */
export function useView(): View {
  const [view, setView] = useState(viewOf(location.hash))
  useEffect(() => {
    const onChange = (): void => setView(viewOf(location.hash))
    addEventListener('hashchange', onChange)
    return () => removeEventListener('hashchange', onChange)
  }, [])
  return view
}

function viewOf(hash: string): View {
  return VIEWS.find((view) => `#${view}` === hash) ?? 'text'
}
