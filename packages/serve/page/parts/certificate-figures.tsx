import type { ParityCertificate } from '@textgate/core'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'
import { Figures } from './figures.tsx'

/** The proof that an exported file answers like the trained model. */
export function CertificateFigures({ certificate }: { readonly certificate: ParityCertificate }) {
  const words = useWords()
  const numbers = useNumbers()
  const { texts, quantization, versions, machine } = certificate
  const kinds = Object.entries(texts).map(([kind, count]) => `${kind} ${numbers.count(count)}`)
  const all = Object.values(texts).reduce((sum, count) => sum + count, 0)
  const made = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return (
    <Figures
      entries={[
        [words.largestDifference, numbers.figure(certificate.largestDifference)],
        [words.tolerance, numbers.figure(certificate.tolerance)],
        [words.labelChanges, numbers.count(certificate.labelChanges)],
        [words.textsCompared, [numbers.count(all), kinds.length > 0 && ` (${kinds.join(', ')})`]],
        [words.opset, certificate.opset],
        [
          words.quantization,
          quantization &&
            `${quantization.mode}, ${words.agreement(numbers.percent(quantization.agreement), numbers.count(quantization.texts))}`,
        ],
        [words.inputsSha256, <code key="sha">{certificate.inputsSha256}</code>],
        [words.madeWith, made.join(', ') || undefined],
        [words.machine, machine],
      ]}
    />
  )
}
