"""How torch names the weights of its recurrent networks."""

PARTS = {"kernel": "weight_ih", "recurrent": "weight_hh", "bias": "bias_ih", "recurrentBias": "bias_hh"}


def torch_names(case, prefix=""):
    """For each weight of a recurrent network, layer by layer: our name, after `prefix`, and torch's."""
    directions = ["forward", "backward"] if case["bidirectional"] else ["forward"]
    for layer in range(case["layers"]):
        for direction in directions:
            for ours, theirs in PARTS.items():
                suffix = "_reverse" if direction == "backward" else ""
                yield f"{prefix}{layer}.{direction}.{ours}", f"{theirs}_l{layer}{suffix}"
