"""PyTorch as a peer of exported models: torch_inference.py SIZES_JSON. Answers each line of JSON with milliseconds a run."""

import json
import statistics
import sys
import time

import torch
from torch import nn

sizes = json.loads(sys.argv[1])
torch.manual_seed(1)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        directions = 2 if sizes["bidirectional"] else 1
        self.pools = sizes["pooling"] == "max-mean"
        self.embedding = nn.Embedding(sizes["vocabulary"] + 2, sizes["embedding"])
        self.gru = nn.GRU(
            sizes["embedding"], sizes["hidden"], bidirectional=sizes["bidirectional"], batch_first=True
        )
        self.head = nn.Linear(sizes["hidden"] * directions * (2 if self.pools else 1), sizes["labels"])

    def forward(self, ids):
        states, last = self.gru(self.embedding(ids))
        if self.pools:
            vectors = torch.cat([states.max(1).values, states.mean(1)], 1)
        else:
            vectors = last[-1]
        return self.head(vectors).softmax(1)


model = Classifier().eval()
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    torch.set_num_threads(asked["threads"])
    ids = torch.randint(1, sizes["vocabulary"], (asked["batch"], sizes["tokens"]))
    with torch.inference_mode():
        model(ids)
        times = []
        end = time.perf_counter() + asked["seconds"]
        while not times or time.perf_counter() < end:
            started = time.perf_counter()
            model(ids)
            times.append(1000 * (time.perf_counter() - started))
        milliseconds = statistics.median(times)
    print(json.dumps({"milliseconds": milliseconds}), flush=True)
