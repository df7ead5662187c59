"""What the program answers, as dataclasses. Fields are those of its JSON; ``raw`` has all of it."""

from __future__ import annotations

import html
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ClassVar, Optional, Sequence, TypeVar

_T = TypeVar("_T")


def _of(kind: type[_T], raw: dict[str, Any]) -> _T:
    """Fills a dataclass from a JSON object: what it does not know stays in ``raw``, what is absent keeps its default."""
    known = {f.name: raw[f.name] for f in fields(kind) if f.name in raw and f.name != "raw"}  # type: ignore[arg-type]
    for f in fields(kind):  # type: ignore[arg-type]
        if f.name not in known and f.name != "raw" and f.default is MISSING and f.default_factory is MISSING:
            known[f.name] = None
    return kind(**known, raw=raw)


@dataclass(frozen=True)
class Stage:
    """A stage of a pipeline: half-open range of layers, its devices, seconds of computing and GiB a device."""

    layers: Sequence[int] = ()
    devices: Sequence[str] = ()
    compute_s: Optional[float] = None
    memory_gib: Optional[float] = None
    memory_limit_gib: Optional[float] = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Plan:
    """One way to train: degrees, schedule, placement, and what is predicted. Times are seconds a step."""

    rank: int = 0
    tensor_parallel: Optional[int] = None
    pipeline_parallel: Optional[int] = None
    data_parallel: Optional[int] = None
    context_parallel: Optional[int] = None
    expert_parallel: Optional[int] = None
    virtual_pipeline: Optional[int] = None
    micro_batch_size: Optional[int] = None
    gradient_accumulation_steps: Optional[int] = None
    schedule: Optional[str] = None
    recompute: Optional[str] = None
    zero_stage: Optional[int] = None
    sequence_parallel: Optional[bool] = None
    layer_cuts: Sequence[int] = ()
    placement: Sequence[str] = ()
    iteration_s: Optional[float] = None
    iteration_s_low: Optional[float] = None
    iteration_s_high: Optional[float] = None
    samples_per_s: Optional[float] = None
    tokens_per_s: Optional[float] = None
    mfu: Optional[float] = None
    memory_gib: Optional[float] = None
    memory_gib_high: Optional[float] = None
    fits: Optional[bool] = None
    fits_probability: Optional[float] = None
    breakdown_s: dict[str, float] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def stages(self) -> list[Stage]:
        """The stages, first to last."""
        return [_of(Stage, s) for s in self.raw.get("stages", ())]


@dataclass(frozen=True)
class Optimality:
    """How far the best of the searched space can be from the first plan, under the cost model."""

    lower_bound_s: Optional[float] = None
    gap: Optional[float] = None
    proven: Optional[bool] = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


class _Table:
    """Rows that show themselves in a notebook and become a frame."""

    _columns: ClassVar[Sequence[str]] = ()

    def _rows(self) -> Sequence[dict[str, Any]]:
        raise NotImplementedError

    def to_frame(self) -> Any:
        """Returns the rows as a ``pandas.DataFrame``; needs pandas."""
        import pandas

        return pandas.DataFrame([{k: v for k, v in r.items() if not isinstance(v, (dict, list))} for r in self._rows()])

    def _repr_html_(self) -> str:
        rows = self._rows()
        names = [c for c in self._columns if any(r.get(c) is not None for r in rows)]
        head = "".join(f"<th>{html.escape(n.replace('_', ' '))}</th>" for n in names)
        body = "".join("<tr>" + "".join(f"<td>{_cell(r.get(n))}</td>" for n in names) + "</tr>" for r in rows)
        return f"{self._caption()}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _caption(self) -> str:
        return ""


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return html.escape(f"{value:.4g}" if isinstance(value, float) else str(value))


@dataclass(frozen=True)
class Plans(_Table):
    """The answer to :func:`ampplanner.plan`."""

    raw: dict[str, Any] = field(repr=False)
    _columns: ClassVar[Sequence[str]] = (
        "rank", "tensor_parallel", "pipeline_parallel", "data_parallel", "context_parallel", "expert_parallel",
        "virtual_pipeline", "micro_batch_size", "schedule", "recompute", "zero_stage", "iteration_s",
        "iteration_s_low", "iteration_s_high", "tokens_per_s", "mfu", "memory_gib", "fits_probability",
    )  # fmt: skip

    @property
    def plans(self) -> list[Plan]:
        """The plans, best first."""
        return [_of(Plan, p) for p in self.raw["plans"]]

    @property
    def best(self) -> Plan:
        """The first plan."""
        return self.plans[0]

    @property
    def optimality(self) -> Optimality:
        """How far from the best the first plan can be."""
        return _of(Optimality, self.raw.get("optimality") or {})

    def _rows(self) -> Sequence[dict[str, Any]]:
        return self.raw["plans"]

    def _caption(self) -> str:
        job = self.raw.get("job", {})
        names = " on ".join(str(job[k].get("name")) for k in ("model", "cluster") if isinstance(job.get(k), dict))
        gap = self.optimality.gap
        proof = "" if gap is None else f": at most {100 * gap:.1f} % from the best of its space"
        return f"<p>{html.escape(names + proof)}</p>"


@dataclass(frozen=True)
class Evaluation(_Table):
    """The answer to :func:`ampplanner.evaluate`: the strategies in their order, with what is predicted."""

    raw: dict[str, Any] = field(repr=False)
    _columns: ClassVar[Sequence[str]] = (*Plans._columns[1:], "fits", "error")

    @property
    def rows(self) -> list[Plan]:
        """A row a strategy; one that is not valid has an ``error`` in its ``raw``."""
        return [_of(Plan, r) for r in self._rows()]

    def _rows(self) -> Sequence[dict[str, Any]]:
        return self.raw["strategies"]


@dataclass(frozen=True)
class Sizing(_Table):
    """The answer to :func:`ampplanner.size`: a row a node type and number of nodes."""

    raw: dict[str, Any] = field(repr=False)
    _columns: ClassVar[Sequence[str]] = (
        "node_type", "nodes", "devices", "days", "days_low", "days_high", "price_per_hour", "cost_total",
        "energy_mwh", "mfu", "pareto", "why_not",
    )  # fmt: skip

    @property
    def rows(self) -> Sequence[dict[str, Any]]:
        """The rows as the program wrote them."""
        return self.raw["rows"]

    def _rows(self) -> Sequence[dict[str, Any]]:
        return self.raw["rows"]


@dataclass(frozen=True)
class Tuning(_Table):
    """The answer to :func:`ampplanner.tune`: what to change in a job that runs."""

    raw: dict[str, Any] = field(repr=False)
    _columns: ClassVar[Sequence[str]] = ("rank", "changes", "speedup", "iteration_s", "memory_gib", "fits_probability")

    @property
    def proposals(self) -> Sequence[dict[str, Any]]:
        """The proposals, best first; none where nothing is worth changing."""
        return self.raw["proposals"]

    def _rows(self) -> Sequence[dict[str, Any]]:
        return [
            {**p, "changes": "; ".join(f"{c['flag']}: {c['from']} to {c['to']}" for c in p["changes"])}
            for p in self.raw["proposals"]
        ]
