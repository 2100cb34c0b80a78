import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** Tells those who listen to the page instead of looking at it what has come of what they did. */
export type Announce = (message: string) => void

export const AnnounceContext = createContext<Announce>(() => undefined)

export function useAnnounce(): Announce {
  return useContext(AnnounceContext)
}
