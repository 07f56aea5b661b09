"""The exported model says what the network in floats says, alone or in a batch, the same bytes every time."""

import pytest

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch", reason="torch is not installed: pip install torch==2.13.0")
onnx = pytest.importorskip("onnx", reason="onnx is not installed: pip install onnx")
pytest.importorskip("onnxruntime", reason="onnxruntime is not installed: pip install onnxruntime")

from kawat_training.base import Sizes  # noqa: E402
from kawat_training.encoder import Encoder  # noqa: E402
from kawat_training.export import (  # noqa: E402
    OUTPUTS,
    Seen,
    agreement,
    export,
    feed_of,
    join,
    open_session,
    read_floats,
    small_weights,
)
from kawat_training.network import SIZES, Network  # noqa: E402
from kawat_training.speed import measure  # noqa: E402
from kawat_training.windows import Window  # noqa: E402

SMALL = Sizes(width=64, layers=2, heads=4, inner=128, vocabulary=300, positions=512, epsilon=1e-12)


def window(size, rng):
    rows = rng.integers(0, SIZES, (size, len(SIZES))).astype(np.uint8)
    return Window(rng.integers(0, 300, size).tolist(), [bytes(row) for row in rows], list(range(size)), 0, {}, [])


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    made = Network(Encoder(SMALL)).eval()
    torch.nn.init.normal_(made.features.weight, std=0.3)
    with torch.no_grad():
        made.encoder.layers[0].norm1.weight[5] = 30.0  # one channel far beyond the others, as the real network has
        made.encoder.layers[1].up.weight[7] *= 20
    return made


@pytest.fixture(scope="module")
def windows():
    rng = np.random.default_rng(1)
    return [window(int(size), rng) for size in rng.integers(3, 60, 24)]


@pytest.fixture(scope="module")
def model(network, windows):
    return export(network, windows[:12])


def test_outputs_are_those_of_the_network_in_floats(network, windows, model):
    session = open_session(model)
    assert [value.name for value in session.get_inputs()] == ["ids", "features", "mask"]
    assert {value.name: value.shape[2] for value in session.get_outputs()} == OUTPUTS
    for some in windows[12:]:
        feed = feed_of([some])
        whole = read_floats(network, feed)
        for name, small in zip(OUTPUTS, session.run(list(OUTPUTS), feed), strict=True):
            assert small.shape == (1, len(some.ids), OUTPUTS[name])
            error = np.square(small - whole[name]).mean() / np.square(whole[name]).mean()
            assert error < 0.1**2, name


def test_a_window_reads_the_same_alone_and_beside_longer_ones(windows, model):
    session = open_session(model)
    together = session.run(list(OUTPUTS), feed_of(windows))
    for row, some in enumerate(windows):
        alone = session.run(list(OUTPUTS), feed_of([some]))
        for one, many in zip(alone, together, strict=True):
            np.testing.assert_allclose(one[0], many[row, : len(some.ids)], atol=0.02)


def test_the_longest_window_and_the_shortest_are_read(windows, model):
    rng = np.random.default_rng(2)
    for size in (1, 512):
        assert open_session(model).run(["labels"], feed_of([window(size, rng)]))[0].shape[1] == size


def test_the_same_network_gives_the_same_bytes(network, windows, model):
    assert export(network, windows[:12]) == model


def test_the_share_of_equal_labels_is_high(network, windows, model):
    assert min(agreement(network, model, windows).values()) > 0.9


def test_channels_far_beyond_the_others_are_kept_apart(model):
    constants = {c.name: onnx.numpy_helper.to_array(c) for c in onnx.load_from_string(model).graph.initializer}
    more = constants["encoder.layers.0.up.more"]
    assert 5 in more
    assert len(constants["encoder.layers.0.up.weight"]) == SMALL.width + len(more)
    apart = constants["encoder.layers.1.down.apart"]
    assert 7 in apart
    assert not constants["encoder.layers.1.down.weight"][apart].any()


def test_a_range_leaves_channels_apart_out_of_account():
    low, high = np.zeros(20, np.float32), np.ones(20, np.float32)
    high[3] = 50
    seen = Seen(low, high)
    assert seen.apart().tolist() == [3]
    assert seen.shares()[:5].tolist() == [1, 1, 1, 16, 1]
    scale, zero = seen.scale(seen.apart())
    assert zero == 0
    assert 1 < scale * 255 < 1.2


def test_no_two_neighbouring_weights_overflow_sixteen_bits():
    weight = np.random.default_rng(3).normal(size=(65, 40)).astype(np.float32)
    small, scale = small_weights(weight)
    pairs = np.concatenate([small, np.zeros((1, 40), np.int8)]).astype(int).reshape(-1, 2, 40)
    assert (255 * np.maximum(pairs, 0).sum(1)).max() < 32768
    assert (255 * np.minimum(pairs, 0).sum(1)).min() >= -32768
    assert np.abs(small * scale - weight).max() <= scale.max() / 2 + 1e-6


def test_sentences_are_joined_up_to_the_limit(windows):
    joined = list(join(windows, 100))
    assert sum(len(w.ids) for w in joined) == sum(len(w.ids) for w in windows)
    assert all(len(w.ids) == len(w.features) <= 100 for w in joined)


def test_nothing_to_calibrate_with_is_an_error(network):
    with pytest.raises(ValueError, match="no calibration window"):
        export(network, [])


def test_speed_is_measured_for_sentences_and_windows(tmp_path, windows, model):
    path = tmp_path / "encoder.onnx"
    path.write_bytes(model)
    speed = measure(path, [w.ids for w in windows], runs=1)
    assert speed.sentences > 0
    assert set(speed.pieces) == {128, 200, 256}
    assert min(speed.pieces.values()) > 0
