"""Builds a DeepSpeed pipeline with the stages that a plan of AMP gives it.

In the training script, in place of PipelineModule:

    from amp_deepspeed import PlannedPipelineModule
    model = PlannedPipelineModule(layers=layers, block="MyTransformerBlock", loss_fn=loss)

`block` is a regular expression on the type names of the transformer blocks among `layers`: the plan
says which of them stand on which stage, and whatever stands before the first block or after the
last one goes to the first or the last stage.
"""

import json
import pathlib
import re

from deepspeed.runtime.pipe.module import PipelineModule
from deepspeed.runtime.pipe.topology import PipeModelDataParallelTopology

STAGES = json.loads((pathlib.Path(__file__).resolve().parent / "stages.json").read_text())


def parts(is_block, cuts):
    """Returns where the layers of every stage start, and their number.

    is_block: for every layer whether it is a transformer block.
    cuts: where the blocks of every stage start, and their number.
    """
    blocks = [index for index, yes in enumerate(is_block) if yes]
    if len(blocks) != cuts[-1]:
        raise ValueError(f"the plan is for {cuts[-1]} transformer blocks, the model has {len(blocks)}")
    inner = [blocks[cut] if cut < len(blocks) else blocks[-1] + 1 for cut in cuts[1:-1]]
    return [0, *inner, len(is_block)]


def type_name(layer):
    """Returns the name of what a layer, or the description of one, builds."""
    built = getattr(layer, "typename", None) or type(layer)
    return getattr(built, "__name__", str(built))


class PlannedPipelineModule(PipelineModule):
    """A PipelineModule whose stages, topology and recomputation are those of the plan."""

    def __init__(self, layers, block, **options):
        self._is_plan_block = re.compile(block).search
        super().__init__(
            layers=layers,
            topology=PipeModelDataParallelTopology(
                num_pp=STAGES["pipeline_parallel"],
                num_mp=STAGES["tensor_parallel"],
                num_dp=STAGES["data_parallel"],
            ),
            activation_checkpoint_interval=STAGES["activation_checkpoint_interval"],
            **options,
        )

    def _partition_layers(self, method="uniform"):
        is_block = [bool(self._is_plan_block(type_name(layer))) for layer in self._layer_specs]
        self.parts = parts(is_block, STAGES["block_cuts"])
        stage = self._topo.get_coord(self.global_rank).pipe
        self._set_bounds(start=self.parts[stage], stop=self.parts[stage + 1])
