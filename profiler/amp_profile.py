#!/usr/bin/env python3
"""Measures the layers of a transformer and writes a profile that AMP reads.

Plain PyTorch (1.13 or newer) and one file: copy it to the machine with the GPUs.

  python3 amp_profile.py --config checkpoint/config.json --out profile.json
  python3 amp_profile.py --hidden 4096 --ffn 14336 --heads 32 --kv-heads 8 --gated \\
      --layers 32 --vocabulary 128256 --tensor-parallel 1 2 4 --micro-batch-size 1 2
  torchrun --nproc-per-node 8 amp_profile.py --config config.json    # collectives too
  amp plan --model ... --cluster ... --profile profile.json

Forward and backward of the embedding, of one block and of the head are timed at every setting: the
median of several repeats after a warm-up, by events on the device, or by the clock on a CPU. With
tensor parallelism a device's share of the work is timed, without communication. Running out of
memory is a result. The file is written after every setting; started again, the same command goes on
where it was stopped. Exit status: 0 done, 2 wrong usage.
"""

import argparse
import gc
import json
import os
import platform
import statistics
import sys
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    sys.exit("amp_profile: PyTorch is missing: pip install torch, or apt-get install python3-torch")

SCHEMA = "amp-profile/1"
DTYPES = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}


def options():
    p = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    p.add_argument("--config", help="config.json of a checkpoint; options win over it")
    p.add_argument("--model", help="name of the model (default: the config's folder)")
    p.add_argument("--hidden", type=int, help="width of the residual stream")
    p.add_argument("--ffn", type=int, help="width of the feed-forward part")
    p.add_argument("--heads", type=int)
    p.add_argument("--kv-heads", type=int, help="default: as many as heads")
    p.add_argument("--head-dim", type=int, help="default: hidden / heads")
    p.add_argument("--layers", type=int, help="how many blocks the model has")
    p.add_argument("--vocabulary", type=int)
    p.add_argument("--sequence-length", type=int)
    p.add_argument("--gated", action="store_true", help="the feed-forward part has a gate")
    p.add_argument("--tensor-parallel", type=int, nargs="+", default=[1])
    p.add_argument("--micro-batch-size", type=int, nargs="+", default=[1])
    p.add_argument("--precision", choices=sorted(DTYPES), help="default: bf16, on a CPU fp32")
    p.add_argument("--device", choices=["cuda", "cpu"], help="default: cuda if there is one")
    p.add_argument("--device-name", help="AMP's name of the device (default: the driver's)")
    p.add_argument("--warm-up", type=int, default=5)
    p.add_argument("--repeats", type=int, default=20)
    p.add_argument("--out", default="profile.json")
    a = p.parse_args()
    read_config(a, p)
    for name in ("hidden", "ffn", "heads", "layers", "vocabulary", "sequence_length"):
        if not getattr(a, name) or getattr(a, name) < 1:
            p.error("--%s is missing, and no --config says it" % name.replace("_", "-"))
    a.kv_heads = a.kv_heads or a.heads
    a.head_dim = a.head_dim or a.hidden // a.heads
    a.device = a.device or ("cuda" if torch.cuda.is_available() else "cpu")
    a.precision = a.precision or ("bf16" if a.device == "cuda" else "fp32")
    a.model = a.model or "model"
    if a.heads % a.kv_heads:
        p.error("--kv-heads (%d) does not divide --heads (%d)" % (a.kv_heads, a.heads))
    if min(a.tensor_parallel + a.micro_batch_size + [a.repeats]) < 1 or a.warm_up < 0:
        p.error("degrees, sizes and repeats must be positive")
    if a.device == "cuda" and not torch.cuda.is_available():
        p.error("--device cuda: PyTorch sees no GPU")
    return a


def read_config(a, parser):
    if not a.config:
        return
    path = os.path.join(a.config, "config.json") if os.path.isdir(a.config) else a.config
    try:
        with open(path, encoding="utf-8") as f:
            c = json.load(f)
    except (OSError, ValueError) as e:
        parser.error("--config (%s) cannot be read: %s" % (path, e))
    c = c.get("text_config") or c
    hidden = c.get("hidden_size") or c.get("n_embd")
    found = {
        "hidden": hidden,
        "heads": c.get("num_attention_heads") or c.get("n_head"),
        "kv_heads": c.get("num_key_value_heads"),
        "head_dim": c.get("head_dim"),
        "layers": c.get("num_hidden_layers") or c.get("n_layer"),
        "vocabulary": c.get("vocab_size"),
        "ffn": c.get("intermediate_size") or c.get("n_inner") or (4 * hidden if hidden else None),
        "sequence_length": min(
            c.get("max_position_embeddings") or c.get("n_positions") or 4096, 8192
        ),
    }
    for name, value in found.items():
        if getattr(a, name) is None:
            setattr(a, name, value)
    act = str(c.get("hidden_act") or c.get("activation_function") or "")
    a.gated = a.gated or ("silu" in act or "swiglu" in act)
    a.model = a.model or os.path.basename(os.path.dirname(os.path.abspath(path)))


class Norm(torch.nn.Module):
    def __init__(self, width, **kw):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(width, **kw))

    def forward(self, x):
        scale = torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + 1e-6)
        return (x.float() * scale).to(x.dtype) * self.weight


def linear(inputs, outputs, kw):
    layer = torch.nn.Linear(inputs, outputs, bias=False, **kw)
    torch.nn.init.normal_(layer.weight, std=0.02)
    return layer


class Block(torch.nn.Module):
    """A device's share of a block: heads and feed-forward width are divided, norms are not."""

    def __init__(self, a, tp, kw):
        super().__init__()
        self.dim, self.heads = a.head_dim, a.heads // tp
        self.kv = max(1, a.kv_heads // tp)
        self.norm1, self.norm2 = Norm(a.hidden, **kw), Norm(a.hidden, **kw)
        self.qkv = linear(a.hidden, (self.heads + 2 * self.kv) * self.dim, kw)
        self.out = linear(self.heads * self.dim, a.hidden, kw)
        self.up = linear(a.hidden, a.ffn // tp * (2 if a.gated else 1), kw)
        self.down = linear(a.ffn // tp, a.hidden, kw)
        self.gated = a.gated

    def forward(self, x):
        n, s, _ = x.shape
        sizes = [self.heads * self.dim, self.kv * self.dim, self.kv * self.dim]
        q, k, v = self.qkv(self.norm1(x)).split(sizes, -1)
        q, k, v = (t.view(n, s, -1, self.dim).transpose(1, 2) for t in (q, k, v))
        if self.kv != self.heads:
            k = k.repeat_interleave(self.heads // self.kv, 1)
            v = v.repeat_interleave(self.heads // self.kv, 1)
        y = attention(q, k, v).transpose(1, 2).reshape(n, s, -1)
        x = x + self.out(y)
        h = self.up(self.norm2(x))
        if self.gated:
            gate, h = h.chunk(2, -1)
            h = F.silu(gate) * h
        else:
            h = F.gelu(h)
        return x + self.down(h)


def attention(q, k, v):
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    s = q.shape[-2]
    mask = torch.ones(s, s, dtype=torch.bool, device=q.device).triu(1)
    scores = (q @ k.transpose(-1, -2)) * q.shape[-1] ** -0.5
    return torch.softmax(scores.masked_fill(mask, float("-inf")).float(), -1).to(q.dtype) @ v


class Head(torch.nn.Module):
    def __init__(self, a, tp, kw):
        super().__init__()
        self.norm, self.out = Norm(a.hidden, **kw), linear(a.hidden, a.vocabulary // tp, kw)

    def forward(self, x):
        logits = self.out(self.norm(x))
        targets = torch.zeros(logits.shape[:-1], dtype=torch.long, device=x.device)
        return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten())


def kept_bytes(module, x):
    """Bytes of the tensors that the backward pass needs, without parameters."""
    own = {p.data_ptr() for p in module.parameters()}
    kept = {}

    def pack(t):
        if t.data_ptr() not in own:
            newer = hasattr(t, "untyped_storage")
            storage = t.untyped_storage() if newer else t.storage()
            kept[storage.data_ptr()] = storage.nbytes()
        return t

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        module(x)
    return sum(kept.values())


class Timer:
    def __init__(self, device):
        self.cuda = device == "cuda"

    def now(self):
        if not self.cuda:
            return time.perf_counter()
        event = torch.cuda.Event(enable_timing=True)
        event.record()
        return event

    def millis(self, start, end):
        if not self.cuda:
            return (end - start) * 1e3
        end.synchronize()
        return start.elapsed_time(end)


def measure(module, x, a):
    """Median forward and backward milliseconds, and the bytes kept in between."""
    timer, forward, backward = Timer(a.device), [], []
    kept = kept_bytes(module, x)
    for i in range(a.warm_up + a.repeats):
        module.zero_grad(set_to_none=True)
        t0 = timer.now()
        y = module(x)
        t1 = timer.now()
        grad = None if y.dim() == 0 else torch.ones_like(y)
        t2 = timer.now()
        y.backward(grad)
        t3 = timer.now()
        if i >= a.warm_up:
            forward.append(timer.millis(t0, t1))
            backward.append(timer.millis(t2, t3))
        del y, grad
    return statistics.median(forward), statistics.median(backward), kept


def setting(a, tp, size):
    """Times embedding, block and head at one setting."""
    kw = {"device": a.device, "dtype": DTYPES[a.precision]}
    tokens = torch.zeros(size, a.sequence_length, dtype=torch.long, device=a.device)
    hidden = torch.randn(size, a.sequence_length, a.hidden, **kw).requires_grad_()
    embedding = torch.nn.Embedding(max(1, a.vocabulary // tp), a.hidden, **kw)
    first = measure(embedding, tokens, a)
    del embedding
    block = Block(a, tp, kw)
    middle = measure(block, hidden, a)
    del block
    last = measure(Head(a, tp, kw), hidden, a)
    return [
        [first[i]] + [middle[i]] * a.layers + [last[i]] for i in range(3)
    ]


def out_of_memory(error):
    return "out of memory" in str(error).lower() or "can't allocate memory" in str(error).lower()


def hardware(a):
    if a.device == "cpu":
        return {"device": platform.processor() or platform.machine(), "threads": torch.get_num_threads()}
    p = torch.cuda.get_device_properties(0)
    return {
        "device": p.name,
        "memory_gib": round(p.total_memory / 2**30, 2),
        "multiprocessors": p.multi_processor_count,
        "count": torch.cuda.device_count(),
    }


def software(a):
    found = {"python": platform.python_version(), "torch": torch.__version__}
    if a.device == "cuda":
        found["cuda"] = str(torch.version.cuda or torch.version.hip)
        found["cudnn"] = str(torch.backends.cudnn.version())
    return found


def shape(a):
    names = "hidden ffn heads kv_heads head_dim layers vocabulary sequence_length gated".split()
    return {n: getattr(a, n) for n in names}


def device_name(a):
    if a.device_name:
        return a.device_name
    return "CPU" if a.device == "cpu" else torch.cuda.get_device_name(0)


def begin(a):
    """Returns the profile to go on with: the file's, if it is of the same shape and software."""
    fresh = {
        "schema": SCHEMA,
        "model": a.model,
        "source": "amp_profile.py on %s" % platform.node(),
        "source_date": time.strftime("%Y-%m-%d"),
        "hardware": hardware(a),
        "software": software(a),
        "shape": shape(a),
        "measurements": [],
    }
    try:
        with open(a.out, encoding="utf-8") as f:
            old = json.load(f)
    except FileNotFoundError:
        return fresh
    except ValueError:
        sys.exit("amp_profile: %s exists and is no profile: remove it, or choose another --out" % a.out)
    for key in ("schema", "model", "hardware", "software", "shape"):
        if old.get(key) != fresh[key]:
            sys.exit(
                "amp_profile: %s is of another %s: remove it, or choose another --out" % (a.out, key)
            )
    return old


def save(profile, path):
    unfinished = path + ".tmp"
    with open(unfinished, "w", encoding="utf-8") as f:
        json.dump(profile, f, indent=1)
        f.write("\n")
    os.replace(unfinished, path)


def say(text):
    print("amp_profile: " + text, file=sys.stderr, flush=True)


def collectives(a):
    """Times all-reduces over all processes that torchrun started; None if there is one only."""
    world = int(os.environ.get("WORLD_SIZE", "1"))
    if world < 2:
        return None
    import torch.distributed as dist

    rank = int(os.environ.get("LOCAL_RANK", "0"))
    if a.device == "cuda":
        torch.cuda.set_device(rank)
    dist.init_process_group("nccl" if a.device == "cuda" else "gloo")
    sizes, micros = [], []
    for power in range(10, 29 if a.device == "cuda" else 23):
        data = torch.ones(2**power // 4, device=a.device)
        times = []
        for i in range(a.warm_up + a.repeats):
            dist.barrier()
            if a.device == "cuda":
                torch.cuda.synchronize()
            start = time.perf_counter()
            dist.all_reduce(data)
            if a.device == "cuda":
                torch.cuda.synchronize()
            if i >= a.warm_up:
                times.append((time.perf_counter() - start) * 1e6)
        sizes.append(2**power)
        micros.append(statistics.median(times))
    dist.barrier()
    nodes = world // int(os.environ.get("LOCAL_WORLD_SIZE", world))
    return {"kind": "all_reduce", "devices": world, "nodes": nodes, "bytes": sizes, "us": micros}


def main():
    a = options()
    measured = collectives(a)
    if int(os.environ.get("RANK", "0")) > 0:
        return
    profile = begin(a)
    if measured:
        profile["collectives"] = [measured]
        save(profile, a.out)
    name = device_name(a)
    done = {
        (m["device"], m["precision"], m["tensor_parallel"], m["micro_batch_size"])
        for m in profile["measurements"]
    }
    todo = [(tp, size) for tp in a.tensor_parallel for size in a.micro_batch_size]
    for number, (tp, size) in enumerate(todo, 1):
        what = "%d/%d tensor_parallel %d, micro_batch_size %d: " % (number, len(todo), tp, size)
        if (name, a.precision, tp, size) in done:
            say(what + "measured already")
            continue
        if a.heads % tp or a.ffn % tp:
            say(what + "left out: heads or ffn do not divide")
            continue
        entry = {
            "device": name,
            "precision": a.precision,
            "tensor_parallel": tp,
            "micro_batch_size": size,
        }
        try:
            forward, backward, kept = setting(a, tp, size)
            entry.update(forward_ms=forward, backward_ms=backward, activation_bytes=kept)
            say(what + "block %.3f ms forward, %.3f ms backward" % (forward[1], backward[1]))
        except RuntimeError as e:
            if not out_of_memory(e):
                raise
            entry["error"] = "out of memory"
            say(what + "out of memory")
        gc.collect()
        if a.device == "cuda":
            torch.cuda.empty_cache()
        profile["measurements"].append(entry)
        save(profile, a.out)
    say("written to " + a.out)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
