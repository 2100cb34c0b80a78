import { beforeAll, describe, expect, test } from 'vitest'
import { hdf5File, kerasArchive, kerasConfig, kerasGru } from '../testing/keras-file.ts'
import { randomTensor } from '../testing/torch-file.ts'
import { importKeras } from './import-keras.ts'

let weights: Uint8Array

beforeAll(async () => {
  weights = await hdf5File(kerasGru())
})

test('of a .keras file the configuration says all, and the weights are its own', async () => {
  const { config, weights: ours, notes, ...sizes } = await importKeras(kerasArchive(kerasConfig(), weights))
  expect(config).toMatchObject({ encoder: 'gru', hiddenSize: 3, pooling: 'last', head: 'single', ngrams: 0 })
  expect(sizes).toEqual({ vocabularySize: 9, classes: 2 })
  expect(notes).toEqual([])
  const theirs = kerasGru()
  expect(ours.get('gru.0.forward.kernel')).toEqual(theirs.get('layers/gru/cell/vars/0'))
  const biases = theirs.get('layers/gru/cell/vars/2')!.data
  expect(ours.get('gru.0.forward.bias')!.data).toEqual(biases.slice(0, 9))
  expect(ours.get('gru.0.forward.recurrentBias')!.data).toEqual(biases.slice(9))
})

test('of a .weights.h5 file the usual settings are taken, which a note says', async () => {
  const { config, notes } = await importKeras(weights, { head: 'ordinal' })
  expect(config).toMatchObject({ encoder: 'gru', pooling: 'last', head: 'ordinal' })
  expect(notes).toEqual([expect.stringContaining('reset_after')])
})

test('a note says where padding was read as a token', async () => {
  const config = kerasConfig({ tokens: { mask_zero: false } })
  const { notes } = await importKeras(kerasArchive(config, weights))
  expect(notes).toEqual([expect.stringMatching(/^layer tokens was trained without mask_zero/)])
})

describe('a setting that no network of textgate has is refused, by layer and setting', () => {
  test.each([
    ['reader', 'reset_after', false],
    ['reader', 'recurrent_activation', 'hard_sigmoid'],
    ['reader', 'activation', 'relu'],
    ['reader', 'go_backwards', true],
    ['reader', 'return_sequences', true],
    ['answer', 'activation', 'relu'],
  ])('%s %s=%j', async (layer, setting, value) => {
    const archive = kerasArchive(kerasConfig({ [layer]: { [setting]: value } }), weights)
    await expect(importKeras(archive)).rejects.toMatchObject({
      code: 'IMPORT_UNSUPPORTED',
      message: expect.stringContaining(`layer ${layer} `),
      details: { layer, setting },
    })
  })

  test('a layer of another class', async () => {
    const config = kerasConfig()
    config.config.layers.splice(2, 0, { class_name: 'Conv1D', config: { name: 'widths' } })
    await expect(importKeras(kerasArchive(config, weights))).rejects.toThrow(/layer widths \(Conv1D\)/)
  })

  test('a pooling or head that the user names and the file has not', async () => {
    const archive = kerasArchive(kerasConfig(), weights)
    await expect(importKeras(archive, { pooling: 'max' })).rejects.toThrow(/pool by last, not by max/)
    await expect(importKeras(archive, { head: 'multi' })).rejects.toThrow(/head single, not of multi/)
  })

  test('a GRU of weights alone that has one bias', async () => {
    const file = await hdf5File(kerasGru().set('layers/gru/cell/vars/2', randomTensor(9)))
    await expect(importKeras(file)).rejects.toThrow(/reset_after=False/)
  })

  test('weights that belong to no layer of the network', async () => {
    const file = await hdf5File(kerasGru().set('layers/layer_normalization/vars/0', randomTensor(3)))
    await expect(importKeras(file)).rejects.toThrow(/layer layer_normalization has weights, and no place/)
  })
})

describe('another file is refused as such', () => {
  test.each([
    ['text', new TextEncoder().encode('hello, this is no model at all')],
    ['nothing', new Uint8Array(0)],
  ])('%s', async (_, bytes) => {
    await expect(importKeras(bytes)).rejects.toThrow(/neither a \.keras archive nor a \.weights\.h5 file/)
  })

  test('an archive without weights', async () => {
    const archive = kerasArchive(kerasConfig(), weights)
    const text = Buffer.from(archive).toString('latin1').replaceAll('model.weights.h5', 'model.weights.xx')
    await expect(importKeras(Buffer.from(text, 'latin1'))).rejects.toThrow(/lacks config\.json or model\.w/)
  })

  test('an HDF5 file that is cut off', async () => {
    await expect(importKeras(weights.slice(0, weights.length / 2))).rejects.toMatchObject({
      code: 'IMPORT_UNSUPPORTED',
    })
  })
})
