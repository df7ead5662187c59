"""Lets an engine's own training script run on CPUs over gloo.

What a GPU would do is replaced where PyTorch offers it, never inside the engine: tensors that are asked for on
`cuda` are made on the CPU, streams and events do nothing, memory counts zero. Python imports this file at its start
where its folder stands in PYTHONPATH, so that processes that the engine spawns have it too.
"""

import types
import typing

import torch
from torch.overrides import TorchFunctionMode


class Nothing:
    """A stream or an event: whatever is asked of it, nothing happens."""

    def __init__(self, *args, **kwargs):
        self.cuda_stream = 0

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False

    def __getattr__(self, name):
        return lambda *args, **kwargs: self


def on_cpu(device):
    if isinstance(device, bool):
        return device
    if isinstance(device, int) or isinstance(device, (str, torch.device)) and str(device).startswith("cuda"):
        return torch.device("cpu")
    return device


class OnCpu(TorchFunctionMode):
    """Sends whatever asks for a GPU to the CPU."""

    def __torch_function__(self, function, kinds, args=(), kwargs=None):
        kwargs = {name: value for name, value in (kwargs or {}).items() if name != "pin_memory"}
        if kwargs.get("device") is not None:
            kwargs["device"] = on_cpu(kwargs["device"])
        name = getattr(function, "__name__", "")
        if name in ("cuda", "pin_memory"):
            return args[0]
        if name == "to":
            args = tuple(map(on_cpu, args))
        return function(*args, **kwargs)


def instead_of_cuda():
    """Returns what torch.cuda has here in place of its own, by name."""
    properties = types.SimpleNamespace(
        major=9, minor=0, name="H100", total_memory=80 << 30, multi_processor_count=132, gcnArchName=""
    )
    zero = ("memory_allocated", "max_memory_allocated", "memory_reserved", "max_memory_reserved", "current_device")
    quiet = ("set_device", "synchronize", "empty_cache", "reset_peak_memory_stats", "set_stream", "ipc_collect")
    return {
        **{name: lambda *a, **k: 0 for name in zero},
        **{name: lambda *a, **k: None for name in (*quiet, "manual_seed_all")},
        **{name: Nothing for name in ("Stream", "Event", "current_stream", "default_stream", "stream")},
        **{f"{k}Tensor": getattr(torch, f"{k}Tensor") for k in ("Float", "Half", "BFloat16", "Int", "Long", "Byte")},
        "is_available": lambda: True,
        "is_initialized": lambda: True,
        "is_current_stream_capturing": lambda: False,
        "device_count": lambda: 8,
        "default_generators": [torch.default_generator] * 8,
        "get_device_capability": lambda *a: (9, 0),
        "get_device_properties": lambda *a: properties,
        "get_device_name": lambda *a: "H100",
        "memory_stats": lambda *a: {"allocated_bytes.all.current": 0},
        "mem_get_info": lambda *a: (80 << 30, 80 << 30),
        "get_rng_state": lambda *a, **k: torch.get_rng_state(),
        "set_rng_state": lambda state, *a, **k: torch.set_rng_state(state),
        "manual_seed": lambda seed: torch.default_generator.manual_seed(seed),
        "initial_seed": torch.initial_seed,
        "_lazy_call": lambda call: call(),
    }


def replace():
    for name, value in instead_of_cuda().items():
        setattr(torch.cuda, name, value)
        if hasattr(torch.cuda.random, name):
            setattr(torch.cuda.random, name, value)
    kind = torch.Tensor.type
    torch.Tensor.is_cuda = property(lambda self: True)
    torch.Tensor.cuda = torch.Tensor.pin_memory = torch.nn.Module.cuda = lambda self, *a, **k: self
    torch.Tensor.type = lambda self, *a, **k: (
        kind(self, *a, **k) if a or k else "torch.cuda." + kind(self).rsplit(".", 1)[1]
    )
    init = torch.distributed.init_process_group
    torch.distributed.init_process_group = lambda *a, device_id=None, **k: init(*a, **k)
    if not hasattr(typing, "override"):  # before Python 3.12
        typing.override = lambda function: function
    OnCpu().__enter__()


replace()
