"""TF-IDF with a linear SVM: the yardstick of the accuracy benchmark.

Words and marks 1-2, of Chinese characters 1-3. Starts with one line of JSON, {"scikit-learn": VERSION}; then answers each line
{"train": FILE, "test": FILE, "chinese": bool} with {"answers": [[label, ...], ...]}, a list for each row of the test
file. Files have rows {"text", "label"} or {"text", "labels"}, plain or .gz.
"""

import gzip
import json
import sys

import numpy
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC

# Marks are tokens too: without them the yardstick is weaker, most of all on questions.
WORDS = {"token_pattern": r"(?u)\w+|[^\w\s]", "ngram_range": (1, 2)}
THRESHOLDS = numpy.linspace(-1, 0, 41)


def read(file):
    opened = gzip.open(file, "rt", encoding="utf-8") if file.endswith(".gz") else open(file, encoding="utf-8")
    with opened as lines:
        return [json.loads(line) for line in lines if line.strip()]


def answers_of(request):
    train, test = read(request["train"]), read(request["test"])
    shape = {"analyzer": "char", "ngram_range": (1, 3)} if request["chinese"] else WORDS
    vectorizer = TfidfVectorizer(sublinear_tf=True, **shape)
    features = vectorizer.fit_transform(row["text"] for row in train)
    asked = vectorizer.transform(row["text"] for row in test)
    if "label" in train[0]:
        model = LinearSVC().fit(features, [row["label"] for row in train])
        return [[label] for label in model.predict(asked).tolist()]
    binarizer = MultiLabelBinarizer()
    given = binarizer.fit_transform(row["labels"] for row in train)
    margins = OneVsRestClassifier(LinearSVC()).fit(features, given).decision_function(asked)
    answered = margins > best_threshold(features, given)
    return [list(labels) for labels in binarizer.inverse_transform(answered.astype(int))]


def best_threshold(features, given):
    """The margin from which on to answer a label, one for all labels: that of the best micro F1 on a tenth of train."""
    x, x_dev, y, y_dev = train_test_split(features, given, test_size=0.1, random_state=1)
    margins = OneVsRestClassifier(LinearSVC()).fit(x, y).decision_function(x_dev)
    return max(THRESHOLDS, key=lambda threshold: f1_score(y_dev, margins > threshold, average="micro", zero_division=0))


print(json.dumps({"scikit-learn": sklearn.__version__}), flush=True)
for line in sys.stdin:
    print(json.dumps({"answers": answers_of(json.loads(line))}), flush=True)
