"""The files for clusters in the docs name commands, options, addresses and folders that exist."""

import re
import shlex
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from kawat.cli import COMMANDS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "how-to" / "cluster"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
OBJECTS = list(yaml.safe_load_all((FOLDER / "kubernetes.yaml").read_text(encoding="utf-8")))
PODS = {one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in OBJECTS if "template" in one["spec"]}
STARTED = {
    **{f"compose {name}": one["command"] for name, one in COMPOSE["services"].items()},
    **{name: pod["containers"][0]["command"] for name, pod in PODS.items()},
}


def words_of(command):
    """The words of a command, also of one that a shell gets."""
    return shlex.split(command[2].partition("||")[0]) if command[:2] == ["sh", "-c"] else command


def parameters_of(words):
    """The parameters that the program knows."""
    if words[0] == "kawat":
        module, _, name = COMMANDS[words[1]][0].partition(":")
        return getattr(import_module(module), name).params
    assert words[0] == "dask"
    distributed = pytest.importorskip(f"distributed.cli.dask_{words[1]}")
    return distributed.main.params


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", STARTED)
def test_a_command_has_its_name_and_options(name):
    words = words_of(STARTED[name])
    known = {one for parameter in parameters_of(words) for one in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("name", STARTED)
def test_all_meet_at_the_scheduler_and_none_shows_it_outside(name):
    hosts = {
        "compose": set(COMPOSE["services"]),
        "kube": {o["metadata"]["name"] for o in OBJECTS if o["kind"] == "Service"},
    }
    for host, port in re.findall(r"tcp://([\w-]+):(\d+)", " ".join(STARTED[name])):
        assert host in hosts["compose" if name.startswith("compose") else "kube"]
        assert port == "8786"
    assert not any("ports" in service for service in COMPOSE["services"].values())
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_only_own_pods_reach_the_scheduler():
    (policy,) = (one["spec"] for one in OBJECTS if one["kind"] == "NetworkPolicy")
    ours = {"matchLabels": {"app": "kawat"}}
    assert (policy["podSelector"], policy["ingress"]) == (ours, [{"from": [{"podSelector": ours}]}])
    labels = [one["spec"]["template"]["metadata"]["labels"] for one in OBJECTS if "template" in one["spec"]]
    assert {label["app"] for label in labels} == {"kawat"}


def test_one_process_writes_and_workers_hold_no_data():
    assert [name for name, pod in PODS.items() if any("persistentVolumeClaim" in v for v in pod["volumes"])] == [
        "kawat-ingest"
    ]
    assert [name for name, one in COMPOSE["services"].items() if "volumes" in one] == ["ingest"]
    for pod in PODS.values():
        container = pod["containers"][0]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}


def test_what_is_read_and_kept_is_mounted():
    for name in ("compose ingest", "kawat-ingest"):
        words = words_of(STARTED[name])
        mounted = {
            part
            for service in COMPOSE["services"].values()
            for v in service.get("volumes", ())
            for part in v.split(":")
        }
        mounted |= {mount["mountPath"] for mount in PODS["kawat-ingest"]["containers"][0]["volumeMounts"]}
        assert {words[2], words[words.index("--into") + 1]} <= mounted


def test_the_image_is_the_one_that_is_built():
    images = {one["image"] for one in COMPOSE["services"].values()} | {
        p["containers"][0]["image"] for p in PODS.values()
    }
    assert images == {f"kawat:{VERSION}"}
    assert f"-t kawat:{VERSION} ." in (FOLDER / "Dockerfile").read_text(encoding="utf-8")
