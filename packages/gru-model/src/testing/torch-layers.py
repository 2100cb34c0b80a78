"""Reads test cases as JSON from standard input, writes what torch's nn.LSTM or nn.RNN give as JSON, in float64.

A case holds `cell` ("lstm" or "rnn"), `layers`, `hidden`, `bidirectional`, `lengths`, `x` {shape [batch, length, inputs],
data}, `weights` (LAYER.DIRECTION.PART -> {shape, data}), and what the states and final states are multiplied with before
they are summed to the loss: `ofStates` [batch, length, directions * hidden], `ofFinal` [layers * directions, batch, hidden].

Rows of length 0, which torch cannot pack, are left out; their states and gradients are 0 in the answer.
"""

import json
import sys

import numpy as np
import torch

from torch_names import torch_names

CELLS = {"lstm": torch.nn.LSTM, "rnn": torch.nn.RNN}


def array(part):
    return np.array(part["data"], dtype=np.float64).reshape(part["shape"])


def run(case):
    x = array(case["x"])
    batch, length, inputs = x.shape
    lengths = np.array(case["lengths"])
    real = np.flatnonzero(lengths)
    cell = CELLS[case["cell"]](
        inputs, case["hidden"], case["layers"], batch_first=True, bidirectional=case["bidirectional"]
    ).double()
    with torch.no_grad():
        for ours, theirs in torch_names(case):
            getattr(cell, theirs).copy_(torch.from_numpy(array(case["weights"][ours]).T.copy()))

    kept = torch.from_numpy(x[real]).requires_grad_()
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        kept, torch.from_numpy(lengths[real]), batch_first=True, enforce_sorted=False
    )
    packed_states, final = cell(packed)
    final = final[0] if case["cell"] == "lstm" else final  # [layers * directions, real, hidden]
    states, _ = torch.nn.utils.rnn.pad_packed_sequence(packed_states, batch_first=True, total_length=length)
    of_states = torch.tensor(case["ofStates"]).reshape(batch, length, -1)[real]
    of_final = torch.tensor(case["ofFinal"]).reshape(final.shape[0], batch, -1)[:, real]
    ((states * of_states).sum() + (final * of_final).sum()).backward()

    def whole(values, axis):
        shape = [*values.shape]
        shape[axis] = batch
        filled = np.zeros(shape)
        filled[(slice(None),) * axis + (real,)] = values
        return filled.flatten().tolist()

    gradients = {ours: getattr(cell, theirs).grad.numpy().T.flatten().tolist() for ours, theirs in torch_names(case)}
    return {
        "states": whole(states.detach().numpy(), 0),
        "final": whole(final.detach().numpy(), 1),
        "gradients": {"x": whole(kept.grad.numpy(), 0), **gradients},
    }


json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
