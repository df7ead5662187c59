"""The package against the program: run by python3 -m unittest, with Python's own library alone.

$AMP names the program; without it, what the wheel carries or `amp` on the path.
"""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import ampplanner
from ampplanner import _inputs, _program

CONFIG = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": 2048,
    "intermediate_size": 5632,
    "num_hidden_layers": 22,
    "num_attention_heads": 32,
    "num_key_value_heads": 4,
    "vocab_size": 32000,
    "max_position_embeddings": 2048,
}


class Config:
    """Stands for a configuration object of transformers."""

    model_type = "llama"

    def to_dict(self):
        return dict(CONFIG)


class Planning(unittest.TestCase):
    def test_an_example(self):
        found = ampplanner.plan("amp-het-cluster", top=2)
        self.assertEqual(len(found.plans), 2)
        self.assertEqual(found.best.pipeline_parallel * found.best.data_parallel * found.best.tensor_parallel, 16)
        self.assertLessEqual(found.plans[0].iteration_s, found.plans[1].iteration_s)
        self.assertTrue(found.optimality.proven)
        self.assertEqual(found.best.stages[0].layers[0], 0)

    def test_models_of_every_form_are_one_model(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "config.json"
            import json

            file.write_text(json.dumps(CONFIG))
            steps = {
                ampplanner.plan(model=m, cluster="1xdgx-a100", global_batch_size=64).best.iteration_s
                for m in (CONFIG, Config(), file, str(file))
            }
        self.assertEqual(len(steps), 1)

    def test_clusters_as_dictionaries(self):
        nodes = [{"name": "desk", "device": "RTX-4090", "devices": 2, "intra_node_gbps": 200}]
        found = ampplanner.plan(
            model=CONFIG, cluster={"name": "desk", "nodes": nodes}, global_batch_size=16, precision="bf16"
        )
        self.assertEqual(len(found.best.placement), 2)

    def test_keys_of_a_job(self):
        found = ampplanner.plan("amp-het-cluster", search={"pipeline_parallel": [8]})
        self.assertEqual({p.pipeline_parallel for p in found.plans}, {8})

    def test_this_world_is_a_hostfile(self):
        world = ampplanner.World({"gpu1": 8, "gpu2": 8}, "dgx-a100")
        found = ampplanner.plan(model=CONFIG, cluster=world, global_batch_size=64)
        self.assertEqual(len({d.split(":")[0] for d in found.best.placement}), 2)
        self.assertEqual(sum(ampplanner.this_world("dgx-a100").ranks.values()), 1)

    def test_strategies(self):
        rows = ampplanner.evaluate(
            [{"pipeline_parallel": 4, "data_parallel": 4}, {"tensor_parallel": 3}], "amp-het-cluster"
        ).rows
        self.assertGreater(rows[0].iteration_s, 0)
        self.assertIn("3", rows[1].raw["error"])

    def test_a_notebook_shows_a_table(self):
        shown = ampplanner.plan("amp-het-cluster")._repr_html_()
        self.assertIn("<td>1</td>", shown)
        raw = {"plans": [{"rank": 1, "schedule": "<script>"}], "job": {"model": {"name": "<b>"}}}
        self.assertNotIn("<script>", ampplanner.Plans(raw)._repr_html_())
        self.assertNotIn("<b>", ampplanner.Plans(raw)._repr_html_())


class Refusing(unittest.TestCase):
    def test_what_is_wrong_is_said(self):
        with self.assertRaises(ampplanner.AmpError) as caught:
            ampplanner.plan(model="llama3-9b", cluster="1xdgx-a100", global_batch_size=64)
        self.assertEqual(caught.exception.code, 2)
        self.assertIn("Maybe", caught.exception.message)

    def test_nothing_fits(self):
        nodes = [{"name": "old", "device": "T4", "devices": 1}]
        with self.assertRaises(ampplanner.NothingFeasible):
            ampplanner.plan(model="llama3-70b", cluster={"name": "old", "nodes": nodes}, global_batch_size=8)

    def test_no_shell_reads_arguments(self):
        with tempfile.TemporaryDirectory() as folder:
            canary = Path(folder) / "canary"
            with self.assertRaises(ampplanner.AmpError):
                ampplanner.plan(model=f"$(touch {canary})", cluster=f"`touch {canary}`", global_batch_size=1)
            self.assertFalse(canary.exists())

    def test_models_of_other_kinds(self):
        with self.assertRaises(TypeError):
            _inputs.model_argument(3, Path("."))


class Unpacking(unittest.TestCase):
    @unittest.skipUnless(_program._CARRIED.exists(), "this package carries no program")
    def test_many_at_once_unpack_one(self):
        with tempfile.TemporaryDirectory() as cache:
            environment = {**os.environ, "XDG_CACHE_HOME": cache}
            environment.pop("AMP", None)
            code = "import ampplanner; print(ampplanner.run(['--version']), end='')"
            started = [
                subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)
                for _ in range(3)
            ]
            said = {p.communicate()[0] for p in started}
            self.assertEqual(len(said), 1)
            self.assertTrue(said.pop().startswith("amp "))
            self.assertEqual(len([d for d in os.listdir(cache) if d.startswith("ampplanner-")]), 1)


if __name__ == "__main__":
    unittest.main()
