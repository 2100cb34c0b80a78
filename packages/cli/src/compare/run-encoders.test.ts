import { TextgateError } from '@textgate/core'
import { expect, test } from 'vitest'
import type { EncoderResult } from './comparison.ts'
import { type EncoderName, parseEncoderNames } from './encoder-name.ts'
import type { MeasuredEncoder } from './measure-encoder.ts'
import { runEncoders } from './run-encoders.ts'

const encoders = parseEncoderNames('gru,lstm,rnn')
const measured = ({ name }: EncoderName): MeasuredEncoder => ({
  result: { name } as EncoderResult,
  right: Uint8Array.of(1),
})

async function resultsOf(
  measure: (encoder: EncoderName) => Promise<MeasuredEncoder | undefined>,
  signal = new AbortController().signal,
): Promise<object[]> {
  const results: object[] = []
  for await (const { result } of runEncoders(encoders, measure, signal)) results.push(result)
  return results
}

test('an encoder that diverges becomes a row with the reason, and the next ones are trained', async () => {
  const results = await resultsOf(async (encoder) => {
    if (encoder.name === 'lstm') throw new TextgateError('TRAINING_DIVERGED', 'the loss became NaN in step 7')
    return measured(encoder)
  })
  const failure = { code: 'TRAINING_DIVERGED', message: 'TRAINING_DIVERGED: the loss became NaN in step 7' }
  expect(results).toEqual([{ name: 'gru' }, { name: 'lstm', failure }, { name: 'rnn' }])
})

test('nothing is begun after an encoder that was stopped', async () => {
  const begun: string[] = []
  const results = await resultsOf(async (encoder) => {
    begun.push(encoder.name)
    return encoder.name === 'lstm' ? undefined : measured(encoder)
  })
  expect(results).toEqual([{ name: 'gru' }])
  expect(begun).toEqual(['gru', 'lstm'])
})

test('an encoder that was done when the signal came is kept, and the next is not begun', async () => {
  const controller = new AbortController()
  const results = await resultsOf(async (encoder) => {
    controller.abort()
    return measured(encoder)
  }, controller.signal)
  expect(results).toEqual([{ name: 'gru' }])
})

test('a defect ends the comparison', async () => {
  await expect(
    resultsOf(async () => {
      throw new TypeError('x is undefined')
    }),
  ).rejects.toThrow(TypeError)
})
