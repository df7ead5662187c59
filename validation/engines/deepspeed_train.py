"""A training script as a user of DeepSpeed has one, for `train.py`: a small decoder, on CPUs.

Started by the `launch.sh` of an export. Weights depend on the number of a layer alone, batches on the number of the
step, so that losses are those of one process whatever the plan does.
"""

import argparse
import functools
import json
import os
import pathlib

import deepspeed
import torch
from torch import nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint


class Embedding(nn.Embedding):
    def __init__(self, number, sizes):
        torch.manual_seed(number)
        super().__init__(sizes["vocab_size"], sizes["hidden_size"])


class Block(nn.Module):
    def __init__(self, number, sizes):
        torch.manual_seed(number)
        super().__init__()
        hidden, self.heads = sizes["hidden_size"], sizes["num_attention_heads"]
        self.before, self.between = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.qkv, self.out = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
        self.up, self.down = nn.Linear(hidden, 4 * hidden), nn.Linear(4 * hidden, hidden)

    def forward(self, x):
        q, k, v = (t.unflatten(-1, (self.heads, -1)).transpose(1, 2) for t in self.qkv(self.before(x)).chunk(3, -1))
        attended = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(attended.transpose(1, 2).flatten(2))
        return x + self.down(functional.gelu(self.up(self.between(x))))


class Head(nn.Linear):
    def __init__(self, number, sizes):
        torch.manual_seed(number)
        super().__init__(sizes["hidden_size"], sizes["vocab_size"])


class Decoder(nn.Sequential):
    def forward(self, tokens, labels):
        return loss_of(super().forward(tokens), labels)


def loss_of(logits, labels):
    return functional.cross_entropy(logits.flatten(0, 1).float(), labels.flatten())


def batches(step, config, sizes, replica, length):
    """Yields the micro-batches of a replica in a step."""
    numbers = torch.Generator().manual_seed(step)
    tokens = torch.randint(sizes["vocab_size"], (config["train_batch_size"], length + 1), generator=numbers)
    size, count = config["train_micro_batch_size_per_gpu"], config["gradient_accumulation_steps"]
    mine = tokens[replica * size * count :][: size * count]
    for part in mine.split(size):
        yield part[:, :-1], part[:, 1:].contiguous()


def pipelined(config, sizes, options, specs):
    from amp_deepspeed import PlannedPipelineModule

    again = functools.partial(checkpoint, use_reentrant=False)  # DeepSpeed's own needs the state of a GPU
    model = PlannedPipelineModule(layers=specs, block="Block", loss_fn=loss_of, activation_checkpoint_func=again)
    engine, *_ = deepspeed.initialize(model=model, optimizer=optimizer(model), config=config)
    resume(engine, options)
    while engine.global_steps < options.until:
        yield engine.train_batch(batches(engine.global_steps, config, sizes, engine.mpu.get_data_parallel_rank(), options.length))
    save(engine, options)


def replicated(config, sizes, options, specs):
    model = Decoder(*(spec.build() for spec in specs))
    engine, *_ = deepspeed.initialize(model=model, optimizer=optimizer(model), config=config)
    resume(engine, options)
    while engine.global_steps < options.until:
        total = torch.zeros(())
        for tokens, labels in batches(engine.global_steps, config, sizes, torch.distributed.get_rank(), options.length):
            loss = engine(tokens, labels)
            engine.backward(loss)
            engine.step()
            total += loss.detach().float()
        torch.distributed.all_reduce(total)
        yield total / torch.distributed.get_world_size() / config["gradient_accumulation_steps"]
    save(engine, options)


def optimizer(model):
    return torch.optim.Adam(model.parameters(), lr=1e-3)


def resume(engine, options):
    if options.checkpoints and pathlib.Path(options.checkpoints).exists():
        engine.load_checkpoint(options.checkpoints)


def save(engine, options):
    if options.checkpoints:
        engine.save_checkpoint(options.checkpoints)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--local_rank", type=int)
    parser.add_argument("--sizes", required=True)
    parser.add_argument("--length", type=int, default=64)
    parser.add_argument("--until", type=int, default=3, help="the last step of this run")
    parser.add_argument("--checkpoints", help="folder to load from, where it is, and to save to")
    deepspeed.add_config_arguments(parser)
    options = parser.parse_args()
    torch.set_num_threads(1)
    deepspeed.init_distributed("gloo")
    sizes = json.loads(pathlib.Path(options.sizes).read_text())
    config = json.loads(pathlib.Path(options.deepspeed_config).read_text())
    kinds = [Embedding, *[Block] * sizes["num_hidden_layers"], Head]
    specs = [deepspeed.pipe.LayerSpec(kind, number, sizes) for number, kind in enumerate(kinds)]
    stages = pathlib.Path(options.deepspeed_config).parent / "stages.json"
    run = pipelined if stages.exists() else replicated
    for loss in run(config, sizes, options, specs):
        if os.environ["RANK"] == "0":
            print(f"lm loss: {float(loss):.7E}", flush=True)


main()
