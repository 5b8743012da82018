"""SHA-256 in lanes is SHA-256, for every length of a message and every way to hash."""

import subprocess
import sys
from hashlib import sha256

import pytest

pytest.importorskip("numba", reason="the fast core needs numba, which is not installed: make fast")

from pocket_reference.smst.fast import cpu, objects
from pocket_reference.smst.fast.bare import hash_blocks
from pocket_reference.smst.fast.hashers import Hasher

WAYS = [way for way in cpu.LANES if cpu.works(way, cpu.features())]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("way", WAYS, ids=cpu.NAMES.get)
def test_every_length_up_to_many_blocks(way, threads):
    messages = [bytes(range(256)) * 4][:0] + [
        bytes((index + size) % 251 for index in range(size)) for size in range(700)
    ]
    messages += [b"x" * 100_000] * 3 + [b""] * 20 + [b"y" * size for size in range(3000, 6000)]
    digests = Hasher(way, threads).digests_of(messages).tobytes()
    for index, message in enumerate(messages):
        assert digests[32 * index : 32 * index + 32] == sha256(message).digest(), len(message)


def test_nothing_is_hashed_as_nothing():
    assert len(Hasher(WAYS[0], 1).digests_of([])) == 0


def test_none_is_hashed_as_empty():
    assert Hasher(WAYS[0], 1).digests_of([None]).tobytes() == sha256(b"").digest()


def test_what_is_not_bytes_is_refused():
    with pytest.raises(TypeError, match="value 1 is bytearray"):
        Hasher(WAYS[0], 1).digests_of([b"a", bytearray(b"b")])


def test_addresses_can_be_had_without_knowing_the_layout(monkeypatch):
    values = [b"a", None, b"", b"longer than that"]
    known = [column.tolist() for column in objects.addresses_and_sizes(values)]
    monkeypatch.setattr(objects, "LAYOUT_IS_KNOWN", False)
    asked = [column.tolist() for column in objects.addresses_and_sizes(values)]
    assert objects._layout_is_known()
    assert asked == known


@pytest.mark.parametrize(
    ("features", "way"),
    [
        ({"avx512f", "avx512bw", "sha", "sse4.1"}, cpu.AVX512),
        ({"sha", "sse4.1", "avx2"}, cpu.SHA_NI),
        ({"avx2"}, cpu.LANES_8),
        (set(), cpu.LANES_8),
    ],
)
def test_the_way_to_hash_follows_from_the_features(features, way):
    assert cpu.choose(frozenset(features)).way == way


def test_bare_hashing_runs():
    hash_blocks(10, 3)


def test_code_for_a_generic_processor_gives_the_same_roots(tmp_path):
    """In a process of its own: what numba makes code for is settled when it is imported."""
    script = (
        "from pocket_reference.smst.cores import agrees, fast_core\n"
        "core = fast_core('')\n"
        "print(core.detail, agrees(core))"
    )
    environment = {"NUMBA_CPU_NAME": "generic", "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.stdout.startswith("8 lanes"), done.stderr
    assert done.stdout.endswith("True\n")
