import type { MetricObject } from 'prom-client'
import type { ModelSource } from '../engine/model-source.ts'
import type { PlainError } from '../engine/process-messages.ts'
import type { RecentText } from '../models/recent-texts.ts'
import type { ServerEvent } from '../server-event.ts'
import type { ServerModels, ServerSettings } from '../server-settings.ts'
import type { ModelControl, ModelState } from '../service/model-control.ts'

/** What a server process is started with: settings without functions, which cannot be sent. */
export type SentOptions = ServerModels & Omit<ServerSettings, 'log'>

/** To a server process. */
export type ServerProcessRequest =
  | {
      readonly kind: 'start'
      readonly options: SentOptions
      readonly sources: readonly ModelSource[]
      readonly isLogged: boolean
    }
  /** What became of a `control`. */
  | {
      readonly kind: 'controlled'
      readonly id: number
      readonly states?: readonly ModelState[]
      readonly error?: PlainError
    }
  /** Say what you have counted. */
  | { readonly kind: 'count'; readonly id: number }
  /** Say, and forget, which texts you were asked. */
  | { readonly kind: 'take-texts'; readonly id: number }
  /** What all processes have counted, in answer to a `gather`. */
  | { readonly kind: 'gathered'; readonly id: number; readonly processes: readonly MetricObject[][] }
  /** Take no new connection, answer what comes on those that there are, then end. */
  | { readonly kind: 'retire' }
  /** Answer what was taken, within the time of the settings, then end. */
  | { readonly kind: 'close' }

/** From a server process. */
export type ServerProcessReply =
  /** Sent first: messages to a process of a cluster that does not listen yet are lost. */
  | { readonly kind: 'loaded' }
  | {
      readonly kind: 'listening'
      readonly url: string
      readonly grpcPort?: number
      readonly models: readonly string[]
    }
  | { readonly kind: 'unusable'; readonly error: PlainError }
  /** What happened since the last ones were sent. */
  | { readonly kind: 'events'; readonly events: readonly ServerEvent[] }
  | { readonly kind: 'counted'; readonly id: number; readonly metrics: MetricObject[] }
  /** Texts asked since the last question. */
  | { readonly kind: 'texts'; readonly id: number; readonly texts: readonly RecentText[] }
  /** Sent before the end: what was counted up to it. */
  | { readonly kind: 'last-counts'; readonly metrics: MetricObject[] }
  /** Asks what all processes have counted. */
  | { readonly kind: 'gather'; readonly id: number }
  /** Asks for a change, or the state, of the models of all processes. */
  | {
      readonly kind: 'control'
      readonly id: number
      readonly action: keyof ModelControl
      readonly name: string
      readonly version?: string | undefined
    }
  /** Sent each second by an event loop that goes round. */
  | { readonly kind: 'alive' }
