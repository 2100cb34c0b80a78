"""PyTorch as a subject: torch_process.py WORKLOAD THREADS dense|sparse packed|padded.

The same network of nn.Embedding, nn.GRU and nn.Linear; global norm clipped to 2; fused AdamW on all weights (dense), or
SparseAdam on the embedding, which is then neither clipped nor decayed (sparse).
"""

import os
import sys

folder, threads, table, layout = sys.argv[1:]
os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = threads

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from subject_process import answer_requests, best_rate, read_workload

torch.set_num_threads(int(threads))
torch.manual_seed(1)
facts, raw = read_workload(folder)
network = facts["model"]


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        hidden = network["hiddenSize"]
        directions = 2 if network["bidirectional"] else 1
        self.embedding = nn.Embedding(
            facts["vocabulary"], network["embeddingSize"], sparse=table == "sparse"
        )
        self.drop_embedding = nn.Dropout(network["dropout"]["embedding"])
        self.gru = nn.GRU(
            network["embeddingSize"],
            hidden,
            network["layers"],
            bidirectional=directions == 2,
            batch_first=True,
        )
        self.pooled = network["pooling"] == "max-mean"
        self.drop_pooled = nn.Dropout(network["dropout"]["pooled"])
        self.head = nn.Linear(hidden * directions * (2 if self.pooled else 1), facts["classes"])

    def forward(self, ids, lengths, padding):
        x = self.drop_embedding(self.embedding(ids))
        if layout == "packed":
            x = pack_padded_sequence(x, lengths, batch_first=True)
        states, last = self.gru(x)
        if not self.pooled:
            kept = last[-2:] if network["bidirectional"] else last[-1:]
            return self.head(torch.cat(tuple(kept), dim=1))
        if layout == "packed":
            states, _ = pad_packed_sequence(states, batch_first=True)
            mean = states.sum(1) / lengths.unsqueeze(1)
        else:
            mean = states.masked_fill(padding, 0).sum(1) / lengths.unsqueeze(1)
        highest = states.masked_fill(padding, float("-inf")).max(1).values
        return self.head(self.drop_pooled(torch.cat((highest, mean), dim=1)))


model = Classifier()
TABLE = "embedding.weight"
tables = [p for name, p in model.named_parameters() if name == TABLE]
rest = [p for name, p in model.named_parameters() if name != TABLE]
if table == "sparse":
    optimizers = [
        torch.optim.SparseAdam(tables, lr=0.002),
        torch.optim.AdamW(rest, lr=0.002, weight_decay=0.01, fused=True),
    ]
    clipped = rest
else:
    optimizers = [torch.optim.AdamW(model.parameters(), lr=0.002, weight_decay=0.01, fused=True)]
    clipped = list(model.parameters())
loss_of = nn.CrossEntropyLoss()


def prepare(ids, lengths, labels):
    padding = torch.arange(ids.shape[1])[None, :, None] >= torch.from_numpy(lengths)[:, None, None]
    tensors = (torch.from_numpy(ids), torch.from_numpy(lengths), padding)
    return (tensors, torch.from_numpy(labels)), len(labels), int(lengths.sum())


def step(batch):
    tensors, labels = batch
    for optimizer in optimizers:
        optimizer.zero_grad(set_to_none=True)
    loss = loss_of(model(*tensors), labels)
    loss.backward()
    nn.utils.clip_grad_norm_(clipped, 2.0, foreach=True)
    for optimizer in optimizers:
        optimizer.step()
    return loss.item()


def sgemm(n):
    a, b = torch.rand(n, n), torch.rand(n, n)
    out = torch.empty(n, n)
    return best_rate(n, lambda: torch.mm(a, b, out=out))


answer_requests(
    {"torch": torch.__version__, "threads": torch.get_num_threads()},
    [prepare(*batch) for batch in raw],
    step,
    sgemm,
)
