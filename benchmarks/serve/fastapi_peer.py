"""The same model behind FastAPI, as it is usually written: one text a request, one run of ONNX Runtime a text.

SERVED_MODEL names the bundle's folder. POST /plain is a `def` handler, which FastAPI runs in its pool of threads; POST
/async is an `async def` handler, which runs the model in the event loop.
"""

import json
import os

import numpy
import onnxruntime
from fastapi import FastAPI
from pydantic import BaseModel
from tokenizers import Tokenizer

os.environ["TOKENIZERS_PARALLELISM"] = "false"
folder = os.environ["SERVED_MODEL"]
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(f"{folder}/model.onnx", options, providers=["CPUExecutionProvider"])
labels = json.loads(session.get_modelmeta().custom_metadata_map["textgate.labels"])
app = FastAPI()


class Question(BaseModel):
    text: str


def answer(text: str) -> dict:
    ids = numpy.array([tokenizer.encode(text).ids], dtype=numpy.int32)
    lengths = numpy.array([ids.shape[1]], dtype=numpy.int32)
    row = session.run(["probabilities"], {"ids": ids, "lengths": lengths})[0][0]
    best = int(row.argmax())
    return {
        "label": labels[best],
        "probability": float(row[best]),
        "probabilities": dict(zip(labels, row.tolist())),
    }


@app.post("/plain")
def plain(question: Question) -> dict:
    return answer(question.text)


@app.post("/async")
async def in_event_loop(question: Question) -> dict:
    return answer(question.text)
