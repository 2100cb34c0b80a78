import { describe, expect, test } from 'vitest'
import { randomTensor, torchFile, torchGru } from '../testing/torch-file.ts'
import { importTorch } from './import-torch.ts'

test('gates come in our order, update before reset, and matrices transposed, without any rounding', () => {
  const tensors = torchGru()
  const { weights } = importTorch(torchFile(tensors))
  const theirs = tensors.get('gru.weight_ih_l0')!.data
  const ours = weights.get('gru.0.forward.kernel')!
  expect(ours.shape).toEqual([4, 9])
  // Row 2 of the input; unit 1 of the gates: z stands first here and second in torch.
  expect(ours.data[2 * 9 + 1]).toBe(theirs[(3 + 1) * 4 + 2])
  expect(ours.data[2 * 9 + 3 + 1]).toBe(theirs[1 * 4 + 2])
  expect(ours.data[2 * 9 + 6 + 1]).toBe(theirs[(6 + 1) * 4 + 2])
  expect([...weights.get('gru.0.forward.recurrentBias')!.data.slice(0, 3)]).toEqual([
    ...tensors.get('gru.bias_hh_l0')!.data.slice(3, 6),
  ])
})

test('the configuration follows from the shapes', () => {
  const network = importTorch(torchFile(torchGru()))
  expect(network).toMatchObject({ vocabularySize: 9, classes: 2 })
  expect(network.config).toMatchObject({
    ...{ encoder: 'gru', embeddingSize: 4, hiddenSize: 3, layers: 1, bidirectional: false },
    ...{ pooling: 'last', head: 'single', ngrams: 0, longText: 'truncate' },
  })
})

test('what a cell is tell its shapes, and not the name of its module', () => {
  expect(importTorch(torchFile(torchGru('rnn'))).config.encoder).toBe('gru')
})

test('modules of other names are found where the map says, and several of them are layers', () => {
  const { weights, config } = importTorch(
    torchFile(
      new Map([
        ...[...torchGru('encoder.first')].map(
          ([name, tensor]) =>
            [name.replace('embedding', 'tokens').replace('fc', 'scores.0'), tensor] as const,
        ),
        ['second.weight_ih_l0', randomTensor(9, 3)],
        ['second.weight_hh_l0', randomTensor(9, 3)],
      ]),
    ),
    { names: { embedding: 'tokens', recurrent: ['encoder.first', 'second'], head: 'scores.0' } },
  )
  expect(config.layers).toBe(2)
  expect(weights.get('gru.1.forward.bias')?.data).toEqual(new Float32Array(9))
})

test('one output becomes two, of which the first is always 0', () => {
  const tensors = torchGru().set('fc.weight', randomTensor(1, 3)).set('fc.bias', randomTensor(1))
  const { weights, classes } = importTorch(torchFile(tensors))
  const [a, b, c] = tensors.get('fc.weight')!.data
  expect(classes).toBe(2)
  expect([...weights.get('head.kernel')!.data]).toEqual([0, a, 0, b, 0, c])
})

describe('a file that is no such network is refused, by the tensor', () => {
  test.each([
    ['a further layer', torchGru().set('norm.weight', randomTensor(3)), 'tensor norm.weight has no place'],
    [
      'a projection',
      torchGru().set('gru.weight_hr_l0', randomTensor(2, 3)),
      'gru projects its states (proj_size)',
    ],
    ['no recurrent module', new Map([...torchGru('encoder')]), 'say with --names which module is recurrent'],
    ['another pooling', torchGru().set('fc.weight', randomTensor(2, 6)), 'name the pooling'],
    ['a head of another bias', torchGru().set('fc.bias', randomTensor(3)), 'the bias of the head'],
    ['five gates', torchGru().set('gru.weight_hh_l0', randomTensor(15, 3)), 'is no GRU, LSTM or simple'],
    [
      'other inputs',
      torchGru().set('embedding.weight', randomTensor(9, 5)),
      'layer gru.l0 reads 4 numbers a token, where what comes before it gives 5',
    ],
    [
      'an embedding of one axis',
      torchGru().set('embedding.weight', randomTensor(9)),
      'tensor embedding.weight has shape [9]',
    ],
    [
      'a number that is none',
      torchGru().set('fc.bias', { shape: [2], data: Float32Array.of(1, Number.NaN) }),
      'weight head.bias holds a value that is NaN',
    ],
  ])('%s', (_, tensors, reason) => {
    expect(() => importTorch(torchFile(tensors))).toThrow(
      expect.objectContaining({ code: 'IMPORT_UNSUPPORTED', message: expect.stringContaining(reason) }),
    )
  })

  test('a tensor that is missing', () => {
    const tensors = torchGru()
    tensors.delete('fc.weight')
    expect(() => importTorch(torchFile(tensors))).toThrow(/has no tensor fc\.weight, only embedding/)
  })

  test('pooling by attention, for which torch has no layer', () => {
    expect(() => importTorch(torchFile(torchGru()), { pooling: 'max-attention' })).toThrow(
      expect.objectContaining({ code: 'IMPORT_UNSUPPORTED' }),
    )
  })
})
