"""AMP's reference trainer: a small GPT in plain torch.distributed on CPUs (gloo), for tests and demos.

It runs a plan as it stands: tensor-parallel layers, 1F1B over any partition, gradient reduction over
replicas, ranks placed by whoever starts them; stages with tensor and data parallelism of their own, and
replicas with uneven shares of the batch. Start one process a rank with RANK, WORLD_SIZE,
MASTER_ADDR and MASTER_PORT set. What it trains is in model.json beside the plan.

Every parameter and every sample is drawn from a seed of its own, so that all plans of a job compute
the same losses. With --pace a rank does its mathematics and then sleeps until its FLOPs have taken as
long as on the device that it stands for.
"""

import argparse
import json
import math
import os
import resource
import sys
import time

try:
    import torch
    import torch.distributed as dist
    import torch.nn.functional as F
except ImportError:
    sys.exit("train.py: PyTorch is not installed for " + sys.executable)


def each(value, stage):
    """A value of all stages, or one of a list with a value a stage."""
    if isinstance(value, str):
        value = [int(v) for v in value.split()]
        value = value[0] if len(value) == 1 else value
    return value[stage] if isinstance(value, list) else value


class Stage:
    """Ranks of a stage: tensor parallel is fastest, replicas slowest."""

    def __init__(self, first, tp, dp, micro_batch):
        self.first, self.tp, self.dp, self.micro_batch = first, tp, dp, micro_batch

    def rank(self, replica, tensor):
        return self.first + replica * self.tp + tensor


class World:
    """Coordinates and groups of this rank; stages follow each other."""

    def __init__(self, plan):
        for key in ("context_parallel", "expert_parallel", "virtual_pipeline"):
            if plan.get(key, 1) != 1:
                sys.exit("train.py: %s (%s) must be 1" % (key, plan[key]))
        self.pp = plan["pipeline_parallel"]
        own = [
            {key: each(plan[key], s) for key in ("tensor_parallel", "data_parallel", "micro_batch_size")}
            for s in range(self.pp)
        ]
        self.stages, size = [], 0
        for stage in own:
            tp, dp = stage["tensor_parallel"], stage["data_parallel"]
            self.stages.append(Stage(size, tp, dp, stage["micro_batch_size"]))
            size += tp * dp
        self.rank = dist.get_rank()
        if dist.get_world_size() != size:
            sys.exit("train.py: the plan is for %d ranks, not %d" % (size, dist.get_world_size()))
        self.joint = any(s.dp != self.stages[0].dp for s in self.stages)
        self.stage = max(i for i, s in enumerate(self.stages) if s.first <= self.rank)
        here = self.here = self.stages[self.stage]
        self.tp, self.dp = here.tp, here.dp
        self.tensor = (self.rank - here.first) % self.tp
        self.replica = (self.rank - here.first) // self.tp
        self.tensor_group = self.group(
            [[s.rank(r, t) for t in range(s.tp)] for s in self.stages for r in range(s.dp)]
        )
        self.replica_group = self.group(
            [[s.rank(r, t) for r in range(s.dp)] for s in self.stages for t in range(s.tp)]
        )

    def group(self, lists):
        mine = None
        for ranks in lists:
            group = dist.new_group(ranks)
            if self.rank in ranks:
                mine = group
        return mine

    def rows(self, stage, replica):
        """Which samples of a micro-batch a replica of a stage works on."""
        size = self.stages[stage].micro_batch
        first = replica * size if self.joint else 0
        return first, first + size

    def partners(self, step, sending):
        """Ranks of the stage before or after this one, with the rows of mine that they share.

        A rank receives from the one of each replica that holds some of its samples; of its ranks,
        which all hold the same, the one with its own number, counted round.
        """
        other = self.stage + step
        there = self.stages[other]
        low, high = self.rows(self.stage, self.replica)
        for replica in range(there.dp) if self.joint else [self.replica]:
            first, last = self.rows(other, replica)
            common = (max(low, first) - low, min(high, last) - low)
            if common[0] >= common[1]:
                continue
            if sending:
                for tensor in range(self.tensor, there.tp, self.tp):
                    yield there.rank(replica, tensor), common
            else:
                yield there.rank(replica, self.tensor % there.tp), common


class Clock:
    """Time of this rank that was not spent on communication."""

    def __init__(self):
        self.communicating = 0.0
        self.late = 0.0
        self.paced = 0.0

    def all_reduce(self, tensor, group, op=dist.ReduceOp.SUM):
        start = time.monotonic()
        dist.all_reduce(tensor, op=op, group=group)
        self.communicating += time.monotonic() - start

    def pace(self, start, communicating, seconds):
        """Sleeps until the work that began at start has taken its seconds."""
        if seconds <= 0:
            return
        worked = time.monotonic() - start - (self.communicating - communicating)
        self.paced += seconds
        if worked < seconds:
            time.sleep(seconds - worked)
        else:
            self.late += worked - seconds


class Spread(torch.autograd.Function):
    """Hands a tensor to all parts of a split layer; their gradients are summed."""

    @staticmethod
    def forward(ctx, x, world, clock):
        ctx.world, ctx.clock = world, clock
        return x

    @staticmethod
    def backward(ctx, gradient):
        if ctx.world.tp > 1:
            gradient = gradient.contiguous()
            ctx.clock.all_reduce(gradient, ctx.world.tensor_group)
        return gradient, None, None


class Gather(torch.autograd.Function):
    """Sums what the parts of a split layer computed."""

    @staticmethod
    def forward(ctx, x, world, clock):
        if world.tp > 1:
            x = x.clone()
            clock.all_reduce(x, world.tensor_group)
        return x

    @staticmethod
    def backward(ctx, gradient):
        return gradient, None, None


class Layer:
    """Parameters of a layer, each drawn from a seed of its own and cut for this rank."""

    def __init__(self, index, spec, world, clock, seed, dtype):
        self.index, self.spec, self.world, self.clock = index, spec, world, clock
        self.seed, self.dtype, self.parameters = seed, dtype, []

    def draw(self, rows, columns, cut=None, scale=0.02):
        generator = torch.Generator().manual_seed(
            (self.seed * 100003 + self.index * 1009 + len(self.parameters)) % (1 << 62)
        )
        whole = torch.randn(rows, columns, generator=generator, dtype=torch.float64) * scale
        if cut is not None:
            whole = whole.chunk(self.world.tp, dim=cut)[self.world.tensor]
        return self.keep(whole)

    def constant(self, size, value):
        return self.keep(torch.full((size,), value, dtype=torch.float64))

    def keep(self, tensor):
        parameter = tensor.contiguous().to(self.dtype).requires_grad_(True)
        self.parameters.append(parameter)
        return parameter

    def spread(self, x):
        return Spread.apply(x, self.world, self.clock)

    def gather(self, x):
        return Gather.apply(x, self.world, self.clock)


class Embedding(Layer):
    def build(self, sequence):
        self.words = self.draw(self.spec["vocabulary"], self.spec["hidden"], cut=0)
        self.positions = self.draw(sequence, self.spec["hidden"])
        return self

    def forward(self, tokens, targets):
        first = self.world.tensor * self.words.shape[0]
        local = tokens - first
        outside = (local < 0) | (local >= self.words.shape[0])
        x = F.embedding(local.masked_fill(outside, 0), self.words)
        x = self.gather(x.masked_fill(outside.unsqueeze(-1), 0.0))
        return x + self.positions[: tokens.shape[1]]


class Block(Layer):
    def build(self, sequence):
        h, f = self.spec["hidden"], self.spec["ffn"]
        self.norm1 = (self.constant(h, 1.0), self.constant(h, 0.0))
        self.query, self.key, self.value = (self.draw(h, h, cut=0) for _ in range(3))
        self.out = self.draw(h, h, cut=1)
        self.norm2 = (self.constant(h, 1.0), self.constant(h, 0.0))
        self.up = self.draw(f, h, cut=0)
        self.down = self.draw(h, f, cut=1)
        return self

    def forward(self, x, targets):
        b, s, h = x.shape
        heads = self.spec["heads"] // self.world.tp
        width = h // self.spec["heads"]
        y = self.spread(F.layer_norm(x, (h,), *self.norm1))
        q, k, v = (
            F.linear(y, w).view(b, s, heads, width).transpose(1, 2)
            for w in (self.query, self.key, self.value)
        )
        scores = q @ k.transpose(-1, -2) / math.sqrt(width)
        later = torch.ones(s, s, dtype=torch.bool).triu(1)
        y = F.softmax(scores.masked_fill(later, float("-inf")), -1) @ v
        y = y.transpose(1, 2).reshape(b, s, heads * width)
        x = x + self.gather(F.linear(y, self.out))
        y = self.spread(F.layer_norm(x, (h,), *self.norm2))
        return x + self.gather(F.linear(F.gelu(F.linear(y, self.up)), self.down))


class Head(Layer):
    """Final norm, logits and loss, the vocabulary cut over the ranks of the group."""

    def build(self, sequence):
        h = self.spec["hidden"]
        self.norm = (self.constant(h, 1.0), self.constant(h, 0.0))
        self.words = self.draw(self.spec["vocabulary"], h, cut=0)
        return self

    def forward(self, x, targets):
        y = self.spread(F.layer_norm(x, (x.shape[-1],), *self.norm))
        logits = F.linear(y, self.words)
        top = logits.detach().max(-1).values
        if self.world.tp > 1:
            self.clock.all_reduce(top, self.world.tensor_group, dist.ReduceOp.MAX)
        logits = logits - top.unsqueeze(-1)
        total = self.gather(logits.exp().sum(-1))
        local = targets - self.world.tensor * self.words.shape[0]
        outside = (local < 0) | (local >= self.words.shape[0])
        hit = logits.gather(-1, local.masked_fill(outside, 0).unsqueeze(-1)).squeeze(-1)
        hit = self.gather(hit.masked_fill(outside, 0.0))
        return (total.log() - hit).sum()


class Nothing(Layer):
    """An item of the model without parameters."""

    def build(self, sequence):
        return self

    def forward(self, x, targets):
        return x


KINDS = {"embedding": Embedding, "block": Block, "head": Head, "none": Nothing}


class Trainer:
    def __init__(self, plan, model, args):
        self.args, self.model = args, model
        self.world, self.clock = World(plan), Clock()
        self.dtype = getattr(torch, args.dtype)
        self.micro_batch = self.world.here.micro_batch
        self.batch = model["global_batch_size"]
        self.share(plan.get("micro_batches"))
        cuts = plan["layer_cuts"]
        if isinstance(cuts, str):
            cuts = [int(c) for c in cuts.split()]
        first, last = cuts[self.world.stage], cuts[self.world.stage + 1]
        self.layers = [
            KINDS[spec["kind"]](i, spec, self.world, self.clock, args.seed, self.dtype).build(
                model["sequence_length"]
            )
            for i, spec in enumerate(model["layers"])
            if first <= i < last
        ]
        self.first = self.world.stage == 0
        self.last = self.world.stage == self.world.pp - 1
        hidden = next(s["hidden"] for s in model["layers"] if s["kind"] != "none")
        self.shape = (self.micro_batch, model["sequence_length"], hidden)
        flops = sum(s.get("flops", 0.0) for s in model["layers"][first:last])
        rate = model["flops_per_s"][self.world.rank] if args.pace else 0
        self.seconds = flops * self.micro_batch / self.world.tp / rate if rate else 0.0
        self.vocabulary = next(s["vocabulary"] for s in model["layers"] if "vocabulary" in s)

    def share(self, shares):
        """Sets how many micro-batches this rank works on, and which samples come first."""
        world, together = self.world, self.world.dp * self.micro_batch
        if shares is None:
            shares = self.batch // together
        if not isinstance(shares, list):
            shares = [shares] * (1 if world.joint else world.dp)
        if sum(shares) * (together if world.joint else self.micro_batch) != self.batch:
            sys.exit("train.py: the replicas' micro-batches %s do not make the batch" % shares)
        if world.joint:
            self.micro_batches, self.stride = shares[0], together
            self.first_sample = world.replica * self.micro_batch
        else:
            self.micro_batches, self.stride = shares[world.replica], self.micro_batch
            self.first_sample = sum(shares[: world.replica]) * self.micro_batch

    def tokens(self, step, micro_batch):
        samples = []
        base = self.first_sample + micro_batch * self.stride
        for i in range(self.micro_batch):
            seed = (self.args.seed * 7919 + step * 100003 + base + i) % (1 << 62)
            generator = torch.Generator().manual_seed(seed)
            length = self.model["sequence_length"] + 1
            samples.append(torch.randint(self.vocabulary, (length,), generator=generator))
        sample = torch.stack(samples)
        return sample[:, :-1].contiguous(), sample[:, 1:].contiguous()

    def forward(self, step, micro_batch):
        tokens, targets = self.tokens(step, micro_batch)
        received = None
        if self.first:
            x = tokens
        else:
            x = self.receive(-1)
            received = x.requires_grad_(True)
        start, communicating = time.monotonic(), self.clock.communicating
        for layer in self.layers:
            x = layer.forward(x, targets)
        if self.last:
            x = x / (self.batch * self.model["sequence_length"])
        self.clock.pace(start, communicating, self.seconds)
        if not self.last:
            self.send(x.detach().contiguous(), 1)
        return received, x

    def backward(self, received, x):
        gradient = None
        if not self.last:
            gradient = self.receive(1)
        start, communicating = time.monotonic(), self.clock.communicating
        x.backward(gradient)
        self.clock.pace(start, communicating, 2 * self.seconds)
        if received is not None:
            self.send(received.grad.contiguous(), -1)

    def send(self, tensor, step):
        for rank, (first, last) in self.world.partners(step, sending=True):
            part = tensor[first:last]
            self.sent.append((dist.isend(part, rank), part))

    def receive(self, step):
        tensor = torch.empty(self.shape, dtype=self.dtype)
        for rank, (first, last) in self.world.partners(step, sending=False):
            dist.recv(tensor[first:last], rank)
        return tensor

    def step(self, number):
        """One step by 1F1B: as many forward passes ahead as there are stages behind."""
        self.sent, waiting, loss = [], [], torch.zeros(1, dtype=torch.float64)
        ahead = min(self.world.pp - self.world.stage - 1, self.micro_batches)
        for m in range(self.micro_batches + ahead):
            if m < self.micro_batches:
                waiting.append(self.forward(number, m))
                if self.last:
                    loss += waiting[-1][1].detach().double()
            if m >= ahead:
                self.backward(*waiting.pop(0))
        for request, _ in self.sent:
            request.wait()
        self.reduce()
        self.update()
        return loss

    def reduce(self):
        if self.world.dp > 1:
            for layer in self.layers:
                if layer.parameters:
                    flat = torch.cat([p.grad.reshape(-1) for p in layer.parameters])
                    self.clock.all_reduce(flat, self.world.replica_group)
                    parts = flat.split([p.numel() for p in layer.parameters])
                    for p, g in zip(layer.parameters, parts):
                        p.grad.copy_(g.view_as(p))

    def update(self):
        with torch.no_grad():
            for layer in self.layers:
                for p in layer.parameters:
                    p -= self.args.learning_rate * p.grad
                    p.grad = None

    def run(self):
        say("reference trainer: %d ranks, torch %s" % (dist.get_world_size(), torch.__version__))
        for number in range(self.args.steps):
            start = time.monotonic()
            loss = self.step(number)
            loss = loss if self.world.tensor == 0 else torch.zeros_like(loss)
            dist.all_reduce(loss)
            say("step %d loss %.9f time_s %.6f" % (number + 1, loss.item(), time.monotonic() - start))
        used = torch.tensor([float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024])
        dist.all_reduce(used, op=dist.ReduceOp.MAX)
        late = torch.tensor([self.clock.late / self.clock.paced if self.clock.paced else 0.0])
        dist.all_reduce(late, op=dist.ReduceOp.MAX)
        say("peak memory_gib %.3f" % (used.item() / 2**30))
        if self.args.pace:
            say("late %.4f" % late.item())


def say(text):
    if dist.get_rank() == 0:
        print(text, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description="AMP's reference trainer (CPU, gloo).")
    parser.add_argument("--plan", required=True, help="plan.json of amp plan or amp export")
    parser.add_argument("--model", help="default: model.json beside the plan")
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--dtype", choices=["float32", "float64"], default="float32")
    parser.add_argument("--pace", action="store_true", help="be as slow as the plan's devices")
    return parser.parse_args()


def main():
    args = arguments()
    torch.set_num_threads(1)
    with open(args.plan) as file:
        plan = json.load(file)
    beside = os.path.join(os.path.dirname(args.plan), "model.json")
    with open(args.model or beside) as file:
        model = json.load(file)
    for layer in model.get("layers", []):
        if "vocabulary" in layer:  # every rank of a split table holds as much as the others
            layer["vocabulary"] += -layer["vocabulary"] % 64
    if args.pace and not model.get("flops_per_s"):
        sys.exit("train.py: model.json has no flops_per_s, so there is no pace to keep")
    if "plans" in plan:
        plan = plan["plans"][0]
    dist.init_process_group("gloo")
    Trainer(plan, model, args).run()
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
