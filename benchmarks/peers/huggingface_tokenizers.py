"""The Python `tokenizers` library as a peer: one JSON request a line on standard input, one JSON answer a line.

{"load": path, "texts": [...], "builtin": bool}   keeps the texts; builtin: its own normaliser and splitter
{"run": "encode" | "encode_batch" | "encode_batch_fast"}   encodes all texts once: {"seconds", "checksum", "tokens"}
"""

import json
import os
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import tokenizers
from tokenizers import Tokenizer, normalizers, pre_tokenizers


def checksum(encodings):
    total = 0
    tokens = 0
    for encoding in encodings:
        for token_id in encoding.ids:
            tokens += 1
            total = (total * 31 + token_id) % 1000000007
    return total, tokens


tokenizer = None
texts = []
print(json.dumps({"version": tokenizers.__version__, "python": sys.version.split()[0]}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    if "load" in request:
        tokenizer = Tokenizer.from_file(request["load"])
        if request.get("builtin"):
            tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
            tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        texts = request["texts"]
        answer = {}
    else:
        start = time.perf_counter()
        if request["run"] == "encode":
            encodings = [tokenizer.encode(text) for text in texts]
        elif request["run"] == "encode_batch":
            encodings = tokenizer.encode_batch(texts)
        else:
            encodings = tokenizer.encode_batch_fast(texts)
        seconds = time.perf_counter() - start
        total, tokens = checksum(encodings)
        answer = {"seconds": seconds, "checksum": total, "tokens": tokens}
    print(json.dumps(answer), flush=True)
