"""Keras on TensorFlow (CPU) as a subject: keras_process.py WORKLOAD THREADS plain|xla.

The same network of Embedding, GRU (reset-after, Keras' own) and Dense; padding is not masked, which spares it work; AdamW,
global norm clipped to 2.
"""

import os
import sys

folder, threads, compiler = sys.argv[1:]
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import tensorflow as tf
from keras import layers

from subject_process import answer_requests, best_rate, read_workload

tf.config.threading.set_intra_op_parallelism_threads(int(threads))
tf.config.threading.set_inter_op_parallelism_threads(int(threads))
keras.utils.set_random_seed(1)
facts, raw = read_workload(folder)
network = facts["model"]
pooled = network["pooling"] == "max-mean"

inputs = keras.Input((None,), dtype="int32")
x = layers.Embedding(facts["vocabulary"], network["embeddingSize"])(inputs)
if network["dropout"]["embedding"] > 0:
    x = layers.Dropout(network["dropout"]["embedding"])(x)
for layer in range(network["layers"]):
    gru = layers.GRU(
        network["hiddenSize"],
        return_sequences=pooled or layer + 1 < network["layers"],
        recurrent_initializer="glorot_uniform",
    )
    x = (layers.Bidirectional(gru) if network["bidirectional"] else gru)(x)
if pooled:
    x = layers.Concatenate()([layers.GlobalMaxPooling1D()(x), layers.GlobalAveragePooling1D()(x)])
if network["dropout"]["pooled"] > 0:
    x = layers.Dropout(network["dropout"]["pooled"])(x)
model = keras.Model(inputs, layers.Dense(facts["classes"])(x))
model.compile(
    optimizer=keras.optimizers.AdamW(0.002, weight_decay=0.01, global_clipnorm=2.0),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    jit_compile=compiler == "xla",
)


def prepare(ids, lengths, labels):
    return (tf.constant(ids, tf.int32), tf.constant(labels)), len(labels), int(lengths.sum())


def sgemm(n):
    a, b = tf.random.uniform((n, n)), tf.random.uniform((n, n))
    return best_rate(n, lambda: tf.matmul(a, b).numpy())


answer_requests(
    {"keras": keras.__version__, "tensorflow": tf.__version__},
    [prepare(*batch) for batch in raw],
    lambda batch: float(model.train_on_batch(*batch)),
    sgemm,
)
