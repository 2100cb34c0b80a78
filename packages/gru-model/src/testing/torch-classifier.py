"""Reads test cases as JSON from standard input, writes torch's logits and gradients as JSON, in float64.

A case holds `weights` (name -> {shape, data}), `rows` (lists of ids, none empty), `layers`, `hidden`, `bidirectional`,
`pooling` and `weighting` (what the logits are multiplied with before they are summed to the loss).
"""

import json
import sys

import numpy as np
import torch

from torch_names import torch_names


def torch_gates(matrix):
    """From gates z, r, n side by side to torch's r, z, n below each other."""
    z, r, n = np.split(matrix, 3, axis=-1)
    return np.concatenate([r, z, n], axis=-1).T


def our_gates(matrix):
    r, z, n = np.split(matrix.T, 3, axis=-1)
    return np.concatenate([z, r, n], axis=-1)


def pool(packed, final, lengths, mode, directions):
    states, _ = torch.nn.utils.rnn.pad_packed_sequence(packed, batch_first=True)
    real = (torch.arange(states.shape[1])[None, :] < lengths[:, None])[:, :, None]
    largest = states.masked_fill(~real, -torch.inf).amax(1)
    mean = (states * real).sum(1) / lengths[:, None]
    if mode == "last":
        return torch.cat(list(final[-directions:]), 1)
    return {"max": largest, "mean": mean, "max-mean": torch.cat([largest, mean], 1)}[mode]


def run(case):
    weights = {
        name: torch.tensor(np.array(w["data"]).reshape(w["shape"]), requires_grad=True)
        for name, w in case["weights"].items()
    }
    embedding, head, head_bias = weights["embedding"], weights["head.kernel"], weights["head.bias"]
    gru = torch.nn.GRU(
        embedding.shape[1], case["hidden"], case["layers"], batch_first=True, bidirectional=case["bidirectional"]
    ).double()
    with torch.no_grad():
        for ours, theirs in torch_names(case, "gru."):
            getattr(gru, theirs).copy_(torch.from_numpy(torch_gates(weights[ours].numpy()).copy()))
    lengths = torch.tensor([len(row) for row in case["rows"]])
    ids = torch.zeros(len(lengths), int(lengths.max()), dtype=torch.long)
    for i, row in enumerate(case["rows"]):
        ids[i, : len(row)] = torch.tensor(row)
    embedded = torch.nn.functional.embedding(ids, embedding, padding_idx=0)
    packed = torch.nn.utils.rnn.pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
    states, final = gru(packed)
    pooled = pool(states, final, lengths, case["pooling"], 2 if case["bidirectional"] else 1)
    logits = pooled @ head + head_bias
    (logits * torch.tensor(case["weighting"]).reshape(logits.shape)).sum().backward()
    gradients = {"embedding": embedding.grad, "head.kernel": head.grad, "head.bias": head_bias.grad}
    gradients = {name: grad.numpy() for name, grad in gradients.items()}
    for ours, theirs in torch_names(case, "gru."):
        gradients[ours] = our_gates(getattr(gru, theirs).grad.numpy())
    return {
        "logits": logits.flatten().tolist(),
        "gradients": {name: grad.flatten().tolist() for name, grad in gradients.items()},
    }


json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
