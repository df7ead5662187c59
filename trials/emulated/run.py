#!/usr/bin/env python3
"""Do predictions rank strategies rightly? Measures them on a mixed cluster emulated on this machine.

    sudo trials/emulated/run.py                       # mixed.yaml with strategies.csv, about 15 minutes
    sudo trials/emulated/run.py --job my.yaml --strategies my.csv --out measured.csv

Every node of the job's cluster becomes a network namespace; its link to a switch (a bridge in one more
namespace) is limited to the node's inter_node_gbps in both directions. `amp trial` then runs the
strategies with the reference engine as on a real cluster, through `ip netns exec` instead of ssh. A rank
does the real mathematics and sleeps until its FLOPs have taken as long as on the device that it stands
for, so that one machine can stand for fast and slow ones. Ranks have priority over what else the
machine does; runs where one was late all the same are run again, and reported if that does not help.

Needs Linux, root, iproute2 (ip, tc) and PyTorch; without them it says so and measures nothing. The
network of the machine itself is left alone.
"""

import argparse
import csv
import io
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
AMP = HERE.parent.parent / "amp"
PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")
FRAME_PER_PAYLOAD = 1514 / 1448  # Ethernet, IP and TCP headers with time stamps
MOST_LATE = 0.03

RECEIVE = """
import socket, time
s = socket.create_server(("0.0.0.0", 5001)); print("ready", flush=True)
c = s.accept()[0]; n = 0; start = None
while True:
    d = c.recv(1 << 16)
    if not d: break
    start = start or time.monotonic(); n += len(d)
print(n * 8 / (time.monotonic() - start) / 1e9)
"""
SEND = "import socket, sys; s = socket.create_connection((sys.argv[1], 5001)); s.sendall(bytes(int(sys.argv[2])))"


def say(text):
    print(text, file=sys.stderr, flush=True)


def call(*words, **options):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def skip(reason):
    say("run.py: skipped: " + reason)
    sys.exit(0)


def require():
    """Skips where this machine cannot build nodes."""
    if platform.system() != "Linux":
        skip("network namespaces need Linux")
    if os.geteuid() != 0:
        skip("network namespaces need root")
    for tool in ("ip", "tc"):
        if not shutil.which(tool):
            skip("%s is not installed (package iproute2, or ./check --install)" % tool)
    probe = "amp-probe-%d" % os.getpid()
    if subprocess.run(["ip", "netns", "add", probe], stderr=subprocess.DEVNULL).returncode:
        skip("this machine does not allow network namespaces (`ip netns add` fails)")
    limited = subprocess.run(
        ["ip", "netns", "exec", probe]
        + "tc qdisc add dev lo root tbf rate 1gbit burst 64kb latency 100ms".split(),
        stderr=subprocess.DEVNULL,
    ).returncode
    subprocess.run(["ip", "netns", "del", probe])
    if limited:
        skip("this kernel cannot limit links (tc qdisc tbf)")
    if subprocess.run([PYTHON, "-c", "import torch"], stderr=subprocess.DEVNULL).returncode:
        skip("%s has no PyTorch (package python3-torch, or ./check --install)" % PYTHON)


class Network:
    """A namespace a node, each with one limited link to a switch."""

    def __init__(self, nodes):
        self.nodes = nodes  # (name, Gbit/s)
        self.prefix = "amp%d" % os.getpid()
        self.switch = self.prefix + "-switch"
        self.addresses = ["10.213.0.%d" % (i + 1) for i in range(len(nodes))]
        self.spaces = [self.prefix + "-" + a for a in self.addresses]

    def __enter__(self):
        try:
            self.build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def build(self):
        call("ip", "netns", "add", self.switch)
        self.inside(self.switch, "ip link add bridge type bridge forward_delay 0")
        self.inside(self.switch, "ip link set bridge up")
        for i, (space, (_, gbps)) in enumerate(zip(self.spaces, self.nodes)):
            port = "port%d" % i
            call("ip", "netns", "add", space)
            self.inside(space, "ip link set lo up")
            self.inside(self.switch, "ip link add %s type veth peer name eth0 netns %s" % (port, space))
            self.inside(self.switch, "ip link set %s master bridge up" % port)
            self.inside(space, "ip addr add %s/24 dev eth0" % self.addresses[i])
            self.inside(space, "ip link set eth0 up")
            rate = int(gbps * 1e9 * FRAME_PER_PAYLOAD)
            burst = max(4096, rate // 8000)  # a millisecond, so that small messages take their time too
            for where, device in ((space, "eth0"), (self.switch, port)):
                limit = "tc qdisc add dev %s root tbf rate %dbit burst %d latency 200ms"
                self.inside(where, limit % (device, rate, burst))

    def inside(self, space, command):
        return call("ip", "netns", "exec", space, *command.split())

    def gbps(self, sender, receiver):
        """Measures what a link delivers, in about a second."""
        expected = min(self.nodes[sender][1], self.nodes[receiver][1])
        words = ["ip", "netns", "exec", self.spaces[receiver], PYTHON, "-c", RECEIVE]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            process.stdout.readline()
            amount = str(int(expected * 1e9 / 8))
            call(*"ip netns exec".split(), self.spaces[sender], PYTHON, "-c", SEND, self.addresses[receiver], amount)
            return float(process.stdout.read())

    def check(self):
        for i in range(1, len(self.nodes)):
            expected = min(self.nodes[0][1], self.nodes[i][1])
            for a, b in ((0, i), (i, 0)):
                measured = self.gbps(a, b)
                say("link %s to %s: %.3f Gbps, imposed %.3f" % (self.nodes[a][0], self.nodes[b][0], measured, expected))
                if abs(measured / expected - 1) > 0.15:
                    sys.exit("run.py: a link does not deliver what is imposed on it")

    def __exit__(self, *_):
        for space in self.spaces + [self.switch]:
            pids = subprocess.run(["ip", "netns", "pids", space], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            subprocess.run(["kill", "-9"] + pids.stdout.split(), stderr=subprocess.DEVNULL)
            subprocess.run(["ip", "netns", "del", space], stderr=subprocess.DEVNULL)


def nodes_of(job):
    """Returns names and links of the job's nodes, as AMP reads them."""
    plan = json.loads(call(str(AMP), "plan", str(job), "--top", "1", "-o", "json", "--quiet"))
    nodes = []
    for line in plan["job"]["cluster"]["nodes"]:
        for i in range(line.get("count", 1)):
            nodes.append(("%s-%d" % (line["name"], i), line["inter_node_gbps"]))
    return nodes


def measure(args, network, work):
    """Runs the strategies; those where a rank could not keep its pace are run again."""
    enter = Path(work, "enter.sh")
    script = '#!/bin/sh\nhost=$1\nshift\nexec nice -n -15 ip netns exec "%s-$host" sh -c "$*"\n'
    enter.write_text(script % network.prefix)
    enter.chmod(0o755)
    with open(args.strategies, newline="") as file:
        wanted = list(csv.DictReader(file))
    rows = {}
    for attempt in range(args.attempts):
        left = [i for i in range(len(wanted)) if i not in rows or is_late(rows[i])]
        if left:
            again = Path(work, "attempt%d" % attempt)
            again.mkdir()
            write(again / "strategies.csv", [wanted[i] for i in left])
            for i, row in zip(left, trials(args, network, again, enter)):
                if i not in rows or (row["measured_s"] and float(row["late"] or 1) < float(rows[i]["late"] or 1)):
                    rows[i] = dict(row, row=i + 1)
    return [rows[i] for i in sorted(rows)]


def trials(args, network, folder, enter):
    environment = dict(os.environ, SSH=str(enter), GLOO_SOCKET_IFNAME="eth0", PYTHON=PYTHON)
    environment.update(EXTRA_ARGS="--pace", STEPS=str(args.warm_up + args.steps))
    command = [str(AMP), "trial", str(args.job), "--strategies", str(folder / "strategies.csv")]
    command += ["--engine", "reference", "--hosts", ",".join(network.addresses)]
    command += ["--strategy", "top-k", "--budget", "1000", "--warm-up", str(args.warm_up)]
    command += ["--history", str(folder / "history.db"), "--work", str(folder / "runs"), "-o", "csv"]
    rows = list(csv.DictReader(io.StringIO(call(*command, env=environment))))
    rows.sort(key=lambda row: int(row["row"]))
    for i, row in enumerate(rows):
        row["late"] = late(folder / "runs", i + 1)
    return rows


def is_late(row):
    return not row["measured_s"] or float(row["late"] or 1) > MOST_LATE


def write(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def late(runs, candidate):
    """Returns the share of its time that the slowest rank was behind its pace."""
    for log in runs.glob("*-%d/run.log" % candidate):
        found = re.search(r"^late ([0-9.]+)", log.read_text(errors="replace"), re.MULTILINE)
        if found:
            return found.group(1)
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--job", type=Path, default=HERE / "mixed.yaml")
    parser.add_argument("--strategies", type=Path, default=HERE / "strategies.csv")
    parser.add_argument("--out", type=Path, default=Path("measured.csv"))
    parser.add_argument("--attempts", type=int, default=3, help="of runs that could not keep their pace")
    parser.add_argument("--warm-up", type=int, default=1)
    parser.add_argument("--steps", type=int, default=3)
    args = parser.parse_args()
    require()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="amp-emulated-") as work, Network(nodes_of(args.job)) as network:
        network.check()
        rows = measure(args, network, work)
    write(args.out, rows)
    behind = [str(r["row"]) for r in rows if is_late(r)]
    if behind:
        say("rows %s failed or were late by more than %d %%: perhaps this machine was too busy" % (", ".join(behind), 100 * MOST_LATE))
    say("measured %d strategies in %d s, written to %s" % (len(rows), time.monotonic() - start, args.out))
    report(rows)
    subprocess.run([str(AMP), "evaluate", str(args.job), "--strategies", str(args.out), "--out", os.devnull], check=True)


def report(rows):
    """Prints predicted against measured, the fastest first."""
    timed = sorted((r for r in rows if r["measured_s"]), key=lambda r: float(r["measured_s"]))
    print(" tp pp dp mbs  cuts                 first devices        predicted  measured   error")
    for r in timed:
        predicted, measured = float(r["predicted_s"]), float(r["measured_s"])
        degrees = tuple(int(r[k]) for k in ("tensor_parallel", "pipeline_parallel", "data_parallel", "micro_batch_size"))
        devices = " ".join(r["placement"].split()[:3])
        shown = (r["layer_cuts"], devices, predicted, measured, 100 * (predicted / measured - 1))
        print("%3d%3d%3d%4d  %-20s %-20s %8.3f s %8.3f s %+6.1f %%" % (degrees + shown))
    for r in rows:
        if not r["measured_s"]:
            print("row %s: %s" % (r["row"], r["failure"]))


if __name__ == "__main__":
    main()
