import os
import signal
from pathlib import Path

import pytest

from kawat import api
from kawat.errors import UsageError
from kawat.records import Reading, Rejection
from kawat.run import dask_cluster
from kawat.run.dask_cluster import connected
from kawat.store.care import state
from tests.tools import deadly
from tests.unit.run.pages import job, page, unknown

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")  # the cluster warns of ports and of its own threads

# How soon a local cluster starts eight workers anew that were killed differs: 15 s, or more than a minute.
killing = pytest.mark.skipif("KAWAT_KILL" not in os.environ, reason="kills workers of a cluster; set KAWAT_KILL=1")

ARTICLES = Path("samples/articles")


@pytest.fixture(scope="module")
def cluster():
    """Two workers of one thread each, which are replaced when they die."""
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=60) as made,
        distributed.Client(made, set_as_default=False) as client,
    ):
        yield client


def processes(client):
    """Process ids of the workers."""
    return list(client.run(os.getpid).values())


def test_the_record_is_that_of_one_process(cluster, tmp_path):
    for name, address in (("here", None), ("there", cluster.scheduler.address)):
        with api.ingest(tmp_path / name, model=None, batch=4, cluster=address) as door:
            told = [kept.became for kept in door.keep([str(ARTICLES)])]
        assert set(told) == {"new"}
    assert state(tmp_path / "here") == state(tmp_path / "there")


@pytest.fixture
def bounded():
    """A test that may take two minutes: then the process that waits is told to give up."""

    def over(*_):
        raise TimeoutError("the cluster gave no answer in two minutes")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_a_task_that_never_ends_ends_the_run_with_a_message(cluster, monkeypatch):
    monkeypatch.setattr(dask_cluster, "read_slice", deadly.sleep)
    monkeypatch.setattr(dask_cluster, "_PATIENCE", 1)
    monkeypatch.setattr(dask_cluster, "_LONGEST", 2)
    reader = dask_cluster.Cluster(job(), cluster)
    with pytest.raises(UsageError, match="no answer for 2 seconds"):
        list(reader.read([page(1)], unknown))


@killing
@pytest.mark.usefixtures("bounded")
def test_killing_workers_changes_nothing(cluster, monkeypatch):
    monkeypatch.setattr(dask_cluster, "SLICE", 4)
    items = [page(number) for number in range(200)]
    told = []
    with connected(job(), cluster.scheduler.address) as reader:
        for pair in reader.read(iter(items), unknown):
            told.append(pair)
            if len(told) in (3, 90):
                os.kill(processes(cluster)[0], signal.SIGKILL)
    assert [item for item, _ in told] == items
    assert all(isinstance(answer, Reading) for _, answer in told)


@killing
@pytest.mark.usefixtures("bounded")
def test_a_page_that_kills_its_workers_is_set_aside_alone(cluster, monkeypatch):
    monkeypatch.setattr(dask_cluster, "read_slice", deadly.read)
    items = [page(number, "MATIKAN." if number == 3 else "Menteri bertemu gubernur di Medan.") for number in range(6)]
    with connected(job(), cluster.scheduler.address) as reader:
        answers = [answer for _, answer in reader.read(items, unknown)]
    assert [number for number, answer in enumerate(answers) if isinstance(answer, Rejection)] == [3]
    assert "poison" in answers[3].detail


def test_another_engine_is_refused(cluster):
    reading = connected(job(fingerprint="kawat 9"), cluster.scheduler.address)
    with reading as reader, pytest.raises(UsageError, match="install the same version"):
        list(reader.read([page(1)], unknown))


def test_nobody_at_the_address_is_told(monkeypatch):
    monkeypatch.setattr(dask_cluster, "_PATIENCE", 1)
    with pytest.raises(UsageError, match="no Dask scheduler answers"), connected(job(), "tcp://127.0.0.1:9"):
        pass
