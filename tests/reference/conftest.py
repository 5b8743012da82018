"""The cores of the reference, as fixtures: what needs numba is skipped, saying so, where numba is not."""

import pytest

from pocket_reference.smst.cores import CoreUnavailableError, fast_core, hashlib_core
from pocket_reference.smst.engine import Engine

WAYS = {"16 lanes": 0, "SHA-NI": 1, "8 lanes": 2}


def core_called(name):
    """The core `hashlib`, or the fast one hashing in a given way on a number of threads."""
    if name == "hashlib":
        return hashlib_core("a test asks for it")
    way, threads = name.removeprefix("fast, ").split(" x ")
    try:
        return fast_core("a test asks for it", threads=int(threads), way=WAYS[way])
    except CoreUnavailableError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session", params=["hashlib", "fast, 16 lanes x 1", "fast, SHA-NI x 1", "fast, 8 lanes x 2"])
def core(request):
    return core_called(request.param)


@pytest.fixture(scope="session", params=["fast, 16 lanes x 2", "fast, SHA-NI x 2", "fast, 8 lanes x 1"])
def a_fast_core(request):
    return core_called(request.param)


@pytest.fixture(scope="session")
def engine(core):
    return Engine(core)
