import type { ModelCard, ModelChoice, ModelClient, TensorShape } from '../client/model-client.ts'
import { useCard } from '../hooks/use-card.ts'
import { CertificateFigures } from '../parts/certificate-figures.tsx'
import { Figures } from '../parts/figures.tsx'
import { MetricsTable } from '../parts/metrics-table.tsx'
import { Problem } from '../parts/problem.tsx'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'

/** What is known of a model: labels, metrics, the certificate of its export, how it was trained. */
export function ModelView({
  client,
  choice,
}: {
  readonly client: ModelClient
  readonly choice: ModelChoice
}) {
  const words = useWords()
  const state = useCard(client, choice)
  const card = state.last
  return (
    <div class="model-view" aria-busy={state.kind === 'running'}>
      {state.kind === 'failed' && <Problem failure={state.failure} />}
      {state.kind === 'running' && !card && <p class="note">{words.loadingCard}</p>}
      {card && <Card card={card} />}
    </div>
  )
}

function Card({ card }: { readonly card: ModelCard }) {
  const words = useWords()
  const numbers = useNumbers()
  const { labels, certificate, training } = card
  const unknown = card.answers?.unknown
  return (
    <>
      <section>
        <h2>{words.card}</h2>
        <Figures
          entries={[
            [words.name, card.name],
            [words.version, card.version],
            [words.kind, card.kind === 'text' ? words.kindText : words.kindTensors],
            [words.encoder, card.encoder],
            [words.answers, card.head && words.heads[card.head]],
            [words.unknownBelow, unknown && numbers.percent(unknown.below)],
            [words.inputs, card.inputs?.map(shapeOf).join(', ')],
            [words.outputs, card.outputs?.map(shapeOf).join(', ')],
          ]}
        />
        {labels && (
          <>
            <h3>
              {words.labels} <span class="note">{numbers.count(labels.length)}</span>
            </h3>
            <ul class="labels">
              {labels.map((label) => (
                <li key={label} dir="auto">
                  {label}
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
      {card.kind === 'text' && (
        <>
          <section>
            <h2>{words.metrics}</h2>
            <MetricsTable metrics={card.metrics} />
          </section>
          <section>
            <h2>{words.certificate}</h2>
            <p class="note">{certificate ? words.certificateHow : words.noCertificate}</p>
            {certificate && <CertificateFigures certificate={certificate} />}
          </section>
        </>
      )}
      {training && <Training training={training} />}
    </>
  )
}

function shapeOf({ name, datatype, shape }: TensorShape): string {
  return `${name} ${datatype} [${shape.map((size) => (size < 0 ? '?' : size)).join(', ')}]`
}

function Training({ training }: { readonly training: NonNullable<ModelCard['training']> }) {
  const words = useWords()
  const numbers = useNumbers()
  const count = (value: number | undefined) => (value === undefined ? undefined : numbers.count(value))
  const rows = Object.entries(training.data ?? {}).map(
    ([part, data]) =>
      [
        words.trainedOn(words.parts[part as keyof typeof words.parts] ?? part),
        numbers.count(data.rows),
      ] as const,
  )
  return (
    <section>
      <h2>{words.training}</h2>
      <Figures
        entries={[
          [words.backend, training.backend],
          [words.epochs, count(training.epochs)],
          [words.bestEpoch, count(training.bestEpoch)],
          [words.steps, count(training.steps)],
          ...rows,
        ]}
      />
    </section>
  )
}
