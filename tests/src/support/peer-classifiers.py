"""Builds classifiers of torch or Keras with random weights, saves them, and prints what they answer."""

import json
import os
import sys

os.environ.setdefault('KERAS_BACKEND', 'torch')
asked = json.load(sys.stdin)


def torch_answers(spec, ids, path):
    import torch
    from safetensors.torch import save_file
    from torch import nn

    kind = {'gru': nn.GRU, 'lstm': nn.LSTM, 'rnn': nn.RNN}[spec['cell']]

    class Classifier(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(spec['vocabulary'], spec['size'])
            bias = spec['bias']
            recurrent = kind(spec['size'], spec['hidden'], spec['layers'], bias=bias, batch_first=True, bidirectional=spec['both'])
            setattr(self, spec['cell'], recurrent)
            width = spec['hidden'] * (2 if spec['both'] else 1)
            self.fc = nn.Linear(width * len(spec['pooling'].split('-')), spec['outputs'], bias=bias)

        def forward(self, row):
            states, final = getattr(self, spec['cell'])(self.embedding(row))
            final = final[0] if spec['cell'] == 'lstm' else final
            last = torch.cat([final[-2], final[-1]], 1) if spec['both'] else final[-1]
            parts = {'last': last, 'max': states.max(1).values, 'mean': states.mean(1)}
            return self.fc(torch.cat([parts[part] for part in spec['pooling'].split('-')], 1))

    torch.manual_seed(spec['seed'])
    model = Classifier().eval()
    save_file(model.state_dict(), path + '.safetensors')
    with torch.no_grad():
        scores = [model(torch.tensor([row]))[0] for row in ids]
    if spec['outputs'] == 1:
        return [[1 - p, p] for p in (float(torch.sigmoid(score)[0]) for score in scores)]
    activate = torch.sigmoid if spec['head'] == 'multi' else lambda score: torch.softmax(score, 0)
    return [activate(score).tolist() for score in scores]


def keras_answers(spec, ids, path):
    import keras
    import numpy
    from keras import layers

    keras.utils.set_random_seed(spec['seed'])
    kind = {'gru': layers.GRU, 'lstm': layers.LSTM, 'rnn': layers.SimpleRNN}[spec['cell']]
    stack = [keras.Input((None,), dtype='int32'), layers.Embedding(spec['vocabulary'], spec['size'], mask_zero=True), layers.SpatialDropout1D(0.2)]
    for layer in range(spec['layers']):
        every = layer < spec['layers'] - 1 or spec['pooling'] != 'last'
        one = kind(spec['hidden'], return_sequences=every, use_bias=spec['bias'], bias_initializer='random_normal')
        stack.append(layers.Bidirectional(one) if spec['both'] else one)
    pooling = {'max': layers.GlobalMaxPooling1D, 'mean': layers.GlobalAveragePooling1D}
    if spec['pooling'] in pooling:
        stack.append(pooling[spec['pooling']]())
    activation = 'sigmoid' if spec['outputs'] == 1 or spec['head'] == 'multi' else 'softmax'
    stack += [layers.Dropout(0.1), layers.Dense(spec['outputs'], activation=activation, use_bias=spec['bias'], bias_initializer='random_normal')]
    if spec['functional']:
        value = stack[0]
        for layer in stack[1:]:
            value = layer(value)
        model = keras.Model(stack[0], value)
    else:
        model = keras.Sequential(stack)
    model.save(path + '.keras')
    model.save_weights(path + '.weights.h5')
    answers = [model.predict_on_batch(numpy.array([row], 'int32'))[0].tolist() for row in ids]
    return [[1 - p[0], p[0]] for p in answers] if spec['outputs'] == 1 else answers


answers = {'torch': torch_answers, 'keras': keras_answers}
print(json.dumps([answers[spec['library']](spec, asked['ids'], spec['path']) for spec in asked['specs']]))
