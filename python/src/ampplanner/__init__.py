"""Finds the fastest way to train a large model on the GPUs you have.

>>> import ampplanner
>>> found = ampplanner.plan("amp-het-cluster")
>>> found.best.pipeline_parallel
4
"""

from ampplanner._answers import Evaluation, Optimality, Plan, Plans, Sizing, Stage, Tuning
from ampplanner._inputs import World, this_world
from ampplanner._program import AmpError, NothingFeasible, program, run
from ampplanner._questions import evaluate, plan, size, tune

__version__ = "0.1.0"

__all__ = [
    "AmpError",
    "Evaluation",
    "NothingFeasible",
    "Optimality",
    "Plan",
    "Plans",
    "Sizing",
    "Stage",
    "Tuning",
    "World",
    "evaluate",
    "plan",
    "program",
    "run",
    "size",
    "this_world",
    "tune",
]
