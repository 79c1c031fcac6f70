"""Work on all cores, in order."""

import time

import pytest

from data.workers import cores, in_order


def squared(number):
    time.sleep(0.01 * (3 - number % 3))  # later items are often done first
    return number**2


def threads_of_libraries(_):
    import scipy.linalg  # noqa: PLC0415 - loaded after the worker has begun, with a pool of its own
    from threadpoolctl import threadpool_info  # noqa: PLC0415

    assert scipy.linalg is not None
    return [library["num_threads"] for library in threadpool_info()]


def refused(number):
    if number == 2:
        raise ValueError(number)
    return number


@pytest.mark.parametrize("processes", [True, False])
def test_products_come_in_the_order_of_their_items(processes):
    products = in_order(squared, range(12), workers=2, processes=processes)
    assert list(products) == [number**2 for number in range(12)]


def test_a_process_works_in_one_thread_whenever_a_library_is_loaded():
    [counts] = in_order(threads_of_libraries, [0], workers=1, processes=True)
    assert counts
    assert set(counts) == {1}


@pytest.mark.parametrize("processes", [True, False])
def test_an_error_of_the_work_reaches_the_caller(processes):
    with pytest.raises(ValueError, match="2"):
        list(in_order(refused, range(5), workers=2, processes=processes))


def test_there_is_at_least_one_core():
    assert cores() >= 1
