"""Reads test cases as JSON from standard input, writes torch's logits and gradients as JSON, in float64.

A case holds `encoder` ("gru", "lstm", "rnn" or "cnn"), `weights` (name -> {shape, data}), `rows` (lists of ids, none
empty), `layers`, `hidden`, `bidirectional`, `widths` (of the filters), `pooling` and `weighting` (what the logits are
multiplied with before they are summed to the loss).
"""

import json
import sys

import numpy as np
import torch

from torch_names import torch_names

CELLS = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM, "rnn": torch.nn.RNN}


def torch_gates(cell, matrix):
    """From gates side by side to torch's, below each other; ours of the GRU are z, r, n and torch's r, z, n."""
    if cell != "gru":
        return matrix.T
    z, r, n = np.split(matrix, 3, axis=-1)
    return np.concatenate([r, z, n], axis=-1).T


def our_gates(cell, matrix):
    if cell != "gru":
        return matrix.T
    r, z, n = np.split(matrix.T, 3, axis=-1)
    return np.concatenate([z, r, n], axis=-1)


class Recurrent:
    """States [rows, longest, width] and final states of torch's own recurrent networks."""

    def __init__(self, case, weights):
        self.case, self.prefix = case, f"{case['encoder']}."
        self.cell = CELLS[case["encoder"]](
            weights["embedding"].shape[1],
            case["hidden"],
            case["layers"],
            batch_first=True,
            bidirectional=case["bidirectional"],
        ).double()
        with torch.no_grad():
            for ours, theirs in torch_names(case, self.prefix):
                gates = torch_gates(case["encoder"], weights[ours].numpy())
                getattr(self.cell, theirs).copy_(torch.from_numpy(gates.copy()))

    def read(self, embedded, lengths):
        packed = torch.nn.utils.rnn.pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        packed_states, final = self.cell(packed)
        final = final[0] if self.case["encoder"] == "lstm" else final
        states, _ = torch.nn.utils.rnn.pad_packed_sequence(packed_states, batch_first=True)
        return states, torch.cat(list(final[-(2 if self.case["bidirectional"] else 1) :]), 1)

    def gradients(self):
        return {
            ours: our_gates(self.case["encoder"], getattr(self.cell, theirs).grad.numpy())
            for ours, theirs in torch_names(self.case, self.prefix)
        }


class Convolutions:
    """States [rows, longest, width] of torch's conv1d, row by row, so that nothing but zeros is around a row."""

    def __init__(self, case, weights):
        self.widths = case["widths"]
        self.weights = {name: weight for name, weight in weights.items() if name.startswith("cnn.")}

    def read(self, embedded, lengths):
        rows = []
        for x, length in zip(embedded, lengths):
            maps = []
            for width in self.widths:
                before = (width - 1) // 2
                padded = torch.nn.functional.pad(x[:length].T[None], (before, width - 1 - before))
                kernel = self.weights[f"cnn.{width}.kernel"].permute(2, 1, 0)
                maps.append(torch.nn.functional.conv1d(padded, kernel, self.weights[f"cnn.{width}.bias"])[0].T)
            states = torch.relu(torch.cat(maps, 1))
            rows.append(torch.nn.functional.pad(states, (0, 0, 0, embedded.shape[1] - int(length))))
        return torch.stack(rows), None

    def gradients(self):
        return {name: weight.grad.numpy() for name, weight in self.weights.items()}


def attend(states, real, weights):
    hidden = torch.tanh(states @ weights["attention.kernel"] + weights["attention.bias"])
    scores = (hidden @ weights["attention.context"]).masked_fill(~real, -torch.inf)
    return (scores.softmax(1).transpose(1, 2) @ states).flatten(1)


def pool(states, final, lengths, mode, weights):
    real = (torch.arange(states.shape[1])[None, :] < lengths[:, None])[:, :, None]
    parts = {
        "last": lambda: final,
        "max": lambda: states.masked_fill(~real, -torch.inf).amax(1),
        "mean": lambda: (states * real).sum(1) / lengths[:, None],
        "attention": lambda: attend(states, real, weights),
    }
    return torch.cat([parts[part]() for part in mode.split("-")], 1)


def run(case):
    weights = {
        name: torch.tensor(np.array(w["data"]).reshape(w["shape"]), requires_grad=name.split(".")[0] not in CELLS)
        for name, w in case["weights"].items()
    }
    lengths = torch.tensor([len(row) for row in case["rows"]])
    ids = torch.zeros(len(lengths), int(lengths.max()), dtype=torch.long)
    for i, row in enumerate(case["rows"]):
        ids[i, : len(row)] = torch.tensor(row)
    embedded = torch.nn.functional.embedding(ids, weights["embedding"], padding_idx=0)
    encoder = (Convolutions if case["encoder"] == "cnn" else Recurrent)(case, weights)
    states, final = encoder.read(embedded, lengths)
    pooled = pool(states, final, lengths, case["pooling"], weights)
    logits = pooled @ weights["head.kernel"] + weights["head.bias"]
    (logits * torch.tensor(case["weighting"]).reshape(logits.shape)).sum().backward()
    around = [name for name in weights if name.startswith(("embedding", "attention.", "head."))]
    gradients = {name: weights[name].grad.numpy() for name in around}
    gradients.update(encoder.gradients())
    return {
        "logits": logits.flatten().tolist(),
        "gradients": {name: grad.flatten().tolist() for name, grad in gradients.items()},
    }


json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
