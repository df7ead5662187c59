"""Pods of a plan: prints the job that starts them, and numbers them once they run.

    python3 amp_pods.py job     the manifest for kubectl, from pods.json and the settings of launch.sh
    python3 amp_pods.py meet    in a pod: waits for all pods, prints the pod's node in the plan and the address of rank 0

An operator numbers pods as it likes and Kubernetes puts them on nodes as it likes; so the ranks are found when all
pods run. The first pod of the first kind, whose name the operator knows beforehand, listens; every pod tells it where
it stands. Pods on nodes that the plan names become these, the others the nodes of their kind that are left, in the
order of the names of the machines.
"""

import json
import os
import pathlib
import re
import socket
import sys
import threading
import time

KINDS = json.loads((pathlib.Path(__file__).resolve().parent / "pods.json").read_text())


def setting(name, otherwise=""):
    return os.environ.get(name) or otherwise


def pairs(name):
    """Returns a setting of words `key=value` as a dictionary."""
    words = setting(name).split()
    wrong = [word for word in words if "=" not in word]
    if wrong:
        sys.exit(f"launch.sh: {name}: {wrong[0]} is not key=value")
    return dict(word.split("=", 1) for word in words)


def on(name):
    return setting(name, "yes").lower() in ("yes", "true", "1")


def tolerations():
    """Returns the tolerations of words `key`, `key=value`, `key:effect` or `key=value:effect`."""
    for word in setting("TOLERATIONS").split():
        key, _, effect = word.partition(":")
        key, equal, value = key.partition("=")
        yield {
            "key": key,
            **({"operator": "Equal", "value": value} if equal else {"operator": "Exists"}),
            **({"effect": effect} if effect else {}),
        }


def volumes():
    """Yields name, source and path of words `claim:/path` or `/folder/of/the/node:/path`."""
    for number, word in enumerate(setting("VOLUMES").split()):
        source, _, path = word.partition(":")
        if not path.startswith("/"):
            sys.exit(f"launch.sh: VOLUMES: {word} is neither claim:/path nor /folder:/path")
        host = source.startswith("/")
        yield f"volume-{number}", ({"hostPath": {"path": source}} if host else {"persistentVolumeClaim": {"claimName": source}}), path


def container(name, kind, number):
    def field(path):
        return {"fieldRef": {"fieldPath": path}}

    limits = {setting("GPU_RESOURCE", "nvidia.com/gpu"): str(kind["devices"]), **pairs("RDMA")}
    job = setting("JOB_NAME")
    return {
        "name": name,
        "image": setting("IMAGE"),
        "command": ["bash", "/amp/launch.sh", "pod"],
        "envFrom": [{"configMapRef": {"name": f"{job}-settings"}}],
        "env": [
            {"name": "NODE_NAME", "valueFrom": field("spec.nodeName")},
            {"name": "POD_IP", "valueFrom": field("status.podIP")},
            {"name": "AMP_KIND", "value": str(number)},
            {"name": "AMP_MEETING", "value": meeting()},
        ],
        "resources": {"limits": limits, "requests": limits},
        "volumeMounts": [
            {"name": "files", "mountPath": "/amp"},
            {"name": "shm", "mountPath": "/dev/shm"},
            *({"name": volume, "mountPath": path} for volume, _, path in volumes()),
        ],
        **({"securityContext": {"capabilities": {"add": ["IPC_LOCK"]}}} if setting("RDMA") else {}),
    }


def affinity(kind, labels):
    """Keeps the pods apart, and to the nodes of the plan where it names them."""
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    apart = {"labelSelector": {"matchLabels": labels}, "topologyKey": "kubernetes.io/hostname"}
    named = {"key": "kubernetes.io/hostname", "operator": "In", "values": kind["hosts"]}
    nodes = {"nodeAffinity": {required: {"nodeSelectorTerms": [{"matchExpressions": [named]}]}}}
    return {**(nodes if on("PIN_NODES") else {}), "podAntiAffinity": {required: [apart]}}


def pod(name, number, kind):
    job = setting("JOB_NAME")
    labels = {"amp-plan": job}
    selector = {**pairs("NODE_SELECTOR"), **pairs(f"NODE_SELECTOR_{number}")}
    secret = setting("IMAGE_PULL_SECRET")
    host = {"hostNetwork": True, "dnsPolicy": "ClusterFirstWithHostNet"}
    return {
        "metadata": {"labels": labels},
        "spec": {
            "restartPolicy": "Never",
            **(host if on("HOST_NETWORK") else {}),
            "affinity": affinity(kind, labels),
            **({"nodeSelector": selector} if selector else {}),
            **({"tolerations": list(tolerations())} if setting("TOLERATIONS") else {}),
            **({"imagePullSecrets": [{"name": secret}]} if secret else {}),
            "containers": [container(name, kind, number)],
            "volumes": [
                {"name": "files", "configMap": {"name": f"{job}-files"}},
                {"name": "shm", "emptyDir": {"medium": "Memory"}},
                *({"name": volume, **source} for volume, source, _ in volumes()),
            ],
        },
    }


def metadata(name):
    queue = setting("QUEUE")
    return {
        "name": name,
        "namespace": setting("NAMESPACE", "default"),
        **({"labels": {"kueue.x-k8s.io/queue-name": queue}} if queue else {}),
    }


def meeting():
    """Returns the name under which the first pod is found: the operators make it from the job's."""
    job = setting("JOB_NAME")
    return f"{job}-node-0-0.{job}" if trainjob() else f"{job}-0-master-0"


def trainjob():
    api = setting("KUBERNETES_JOB", "TrainJob")
    if api not in ("TrainJob", "PyTorchJob"):
        sys.exit(f"launch.sh: KUBERNETES_JOB: {api} is neither TrainJob nor PyTorchJob")
    return api == "TrainJob"


def train_job():
    """Returns a TrainJob (trainer.kubeflow.org/v1alpha1) and its own runtime, a replicated job for each kind."""
    name = setting("JOB_NAME")
    replicated = []
    for number, kind in enumerate(KINDS):
        count = len(kind["hosts"])
        step = {"trainer.kubeflow.org/trainjob-ancestor-step": "trainer"}
        spec = {"parallelism": count, "completions": count, "completionMode": "Indexed", "backoffLimit": 0}
        replicated.append(
            {
                "name": "node" if number == 0 else f"node-{number}",
                "template": {
                    **({"metadata": {"labels": step}} if number == 0 else {}),
                    "spec": {**spec, "template": pod("node", number, kind)},
                },
            }
        )
    runtime = {
        "apiVersion": "trainer.kubeflow.org/v1alpha1",
        "kind": "TrainingRuntime",
        "metadata": metadata(name),
        "spec": {
            "mlPolicy": {"numNodes": len(KINDS[0]["hosts"])},
            "template": {"spec": {"failurePolicy": {"maxRestarts": 0}, "replicatedJobs": replicated}},
        },
    }
    job = {
        "apiVersion": "trainer.kubeflow.org/v1alpha1",
        "kind": "TrainJob",
        "metadata": metadata(name),
        "spec": {
            "runtimeRef": {"apiGroup": "trainer.kubeflow.org", "kind": "TrainingRuntime", "name": name},
            "trainer": {"numNodes": len(KINDS[0]["hosts"]), "image": setting("IMAGE")},
        },
    }
    return [runtime, job]


def pytorch_jobs():
    """Returns a PyTorchJob (kubeflow.org/v1) for each kind, since workers of one are alike; all meet at the first."""
    jobs = []
    for number, kind in enumerate(KINDS):
        replica = {"restartPolicy": "Never", "template": pod("pytorch", number, kind)}
        workers = len(kind["hosts"]) - 1
        jobs.append(
            {
                "apiVersion": "kubeflow.org/v1",
                "kind": "PyTorchJob",
                "metadata": metadata(f"{setting('JOB_NAME')}-{number}"),
                "spec": {
                    "runPolicy": {"backoffLimit": 0},
                    "pytorchReplicaSpecs": {
                        "Master": {"replicas": 1, **replica},
                        **({"Worker": {"replicas": workers, **replica}} if workers else {}),
                    },
                },
            }
        )
    return jobs


def natural(text):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]


def numbered(pods):
    """Returns the plan's node of every pod, given kind and machine of each by its (kind, index)."""
    node_of = {}
    for number, kind in enumerate(KINDS):
        free = dict(zip(kind["hosts"], kind["nodes"]))
        mine = sorted((key for key in pods if key[0] == number), key=lambda key: natural(pods[key]["machine"]))
        for key in mine:
            if pods[key]["machine"] in free:
                node_of[key] = free.pop(pods[key]["machine"])
        left = iter(free.values())
        for key in mine:
            if key not in node_of:
                node_of[key] = next(left)
    return node_of


def listen(port, seconds):
    """Waits until every pod has told where it stands, then tells each its number."""
    expected = {(number, index) for number, kind in enumerate(KINDS) for index in range(len(kind["hosts"]))}
    pods, links = {}, {}
    with socket.create_server(("", port), backlog=len(expected)) as server:
        server.settimeout(seconds)
        while set(pods) != expected:
            try:
                link = server.accept()[0]
            except TimeoutError:
                raise SystemExit(f"launch.sh: pods {sorted(expected - set(pods))} (kind, index) did not come in {seconds} s")
            try:
                link.settimeout(5)
                told = json.loads(link.makefile().readline())
                key = (told["kind"], told["index"])
            except (ValueError, KeyError, TypeError, OSError):
                link.close()  # something else that knocked
                continue
            if key in expected:
                pods[key], links[key] = told, link
        node_of = numbered(pods)
        master = next(pods[key]["address"] for key, node in node_of.items() if node == 0)
        for key, link in links.items():
            link.sendall(f"{node_of[key]} {master}\n".encode())
            link.close()


def ask(host, port, told, seconds):
    """Tells the listening pod where this one stands and returns its answer."""
    until = time.monotonic() + seconds
    while True:
        try:
            with socket.create_connection((host, port), timeout=10) as link:
                link.settimeout(max(1, until - time.monotonic()))
                link.sendall((json.dumps(told) + "\n").encode())
                answer = link.makefile().readline().strip()
                if answer:
                    return answer
        except OSError:
            pass
        if time.monotonic() > until:
            raise SystemExit(f"launch.sh: no word from {host}:{port} in {seconds} s: do all pods run?")
        time.sleep(0.2)


def meet():
    kind = int(setting("AMP_KIND", "0"))
    index = int(setting("JOB_COMPLETION_INDEX") or setting("RANK") or "0")
    port = int(setting("MEETING_PORT") or int(setting("MASTER_PORT", "29500")) + 1)
    seconds = float(setting("MEETING_SECONDS", "1800"))
    told = {"kind": kind, "index": index, "machine": setting("NODE_NAME"), "address": setting("POD_IP", "127.0.0.1")}
    if kind != 0 or index != 0:
        print(ask(setting("AMP_MEETING"), port, told, seconds))
        return
    listener = threading.Thread(target=to_its_end, args=(listen, port, seconds))
    listener.start()
    answer = ask("127.0.0.1", port, told, seconds + 5)
    listener.join()  # which tells the others
    print(answer)


def to_its_end(function, *arguments):
    """Runs a thread whose failure is that of the process."""
    try:
        function(*arguments)
    except BaseException as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(1)


if __name__ == "__main__":
    if sys.argv[1:] == ["job"]:
        items = train_job() if trainjob() else pytorch_jobs()
        print(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}, indent=2))
    elif sys.argv[1:] == ["meet"]:
        meet()
    else:
        sys.exit(__doc__)
