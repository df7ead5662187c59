"""Says what Megatron-LM needs for the flags it is given and this Python or this GPU does not have.

    python3 amp_megatron.py COMMAND...
"""

import importlib.util
import sys


def missing(words):
    """Yields sentences, each with what to do."""
    given = set(words)
    local = "local" in words[words.index("--transformer-impl") + 1 :][:1] if "--transformer-impl" in given else False
    if not local and not importlib.util.find_spec("transformer_engine"):
        yield "Transformer Engine is not installed: install it, or EXTRA_ARGS='--transformer-impl local' (another speed and memory than planned)"
    fused = "--no-gradient-accumulation-fusion" not in given
    if fused and not importlib.util.find_spec("fused_weight_gradient_mlp_cuda"):
        yield "APEX with its CUDA extensions is not installed: install it, or EXTRA_ARGS=--no-gradient-accumulation-fusion"
    if {"--fp8-format", "--fp4-format"} & given and local:
        yield "products in 8 or 4 bits need Transformer Engine"
    yield from too_old(given, local)


def too_old(given, local):
    """Yields what the GPU of this process cannot do."""
    import torch

    if not torch.cuda.is_available():
        yield "PyTorch sees no GPU"
        return
    capability = torch.cuda.get_device_capability()
    name = torch.cuda.get_device_name()
    if capability < (8, 0) and "--bf16" in given:
        yield f"{name} does not compute in bf16: plan with precision fp16"
    if capability < (8, 9) and "--fp8-format" in given:
        yield f"{name} does not multiply in fp8: plan with precision bf16"


if __name__ == "__main__":
    sentences = list(missing(sys.argv[1:]))
    for sentence in sentences:
        print(f"launch.sh: {sentence}", file=sys.stderr)
    sys.exit(2 if sentences else 0)
