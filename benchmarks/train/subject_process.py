"""What the Python subjects share: the workload's files, and requests answered line by line (see subject-process.mjs)."""

import json
import os
import sys
import time

import numpy as np


def read_workload(folder):
    """Facts, and padded batches: (ids [size, length], lengths [size], labels [size]), rows by falling length."""
    with open(os.path.join(folder, "workload.json"), encoding="utf8") as file:
        facts = json.load(file)
    ids, offsets, labels, order, sizes = (
        np.fromfile(os.path.join(folder, f"{name}.bin"), dtype=np.int32)
        for name in ("ids", "offsets", "labels", "order", "sizes")
    )
    batches = []
    start = 0
    for size in sizes:
        rows = order[start : start + size]
        start += size
        lengths = offsets[rows + 1] - offsets[rows]
        rows = rows[np.argsort(-lengths, kind="stable")]
        lengths = (offsets[rows + 1] - offsets[rows]).astype(np.int64)
        padded = np.zeros((size, lengths.max()), dtype=np.int64)
        for i, row in enumerate(rows):
            padded[i, : lengths[i]] = ids[offsets[row] : offsets[row + 1]]
        batches.append((padded, lengths, labels[rows].astype(np.int64)))
    return facts, batches


def best_rate(n, multiply, seconds=0.25):
    """GFLOP/s of the fastest of the products that fit into a quarter of a second."""
    multiply()
    best = float("inf")
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        multiply()
        best = min(best, time.perf_counter() - start)
    return 2 * n**3 / best / 1e9


def answer_requests(first, batches, step, sgemm):
    """`step(batch)` trains on one prepared batch and returns the loss; batches are (prepared, docs, tokens)."""
    say(first)
    at = 0
    for line in sys.stdin:
        request = json.loads(line)
        if "sgemm" in request:
            say({"gflops": sgemm(request["sgemm"])})
            continue
        whole = request["run"] == "pass"
        if whole:
            at = 0
        steps = docs = tokens = 0
        start = time.perf_counter()
        while True:
            batch, batch_docs, batch_tokens = batches[at % len(batches)]
            at += 1
            loss = step(batch)
            steps += 1
            docs += batch_docs
            tokens += batch_tokens
            seconds = time.perf_counter() - start
            if steps >= len(batches) if whole else seconds >= request["run"]["seconds"]:
                break
        say({"steps": steps, "docs": docs, "tokens": tokens, "seconds": seconds, "loss": loss})


def say(answer):
    print(json.dumps(answer), flush=True)
