from threading import Event, Thread

import pytest

from directory.memory import Memory

PATIENCE = 10  # seconds, after which something hangs


def doubling(most):
    """Return a memory of doubled numbers, and the list of the keys it had to look for."""
    looked_for = []

    def find(number):
        looked_for.append(number)
        return number * 2

    return Memory(find, most), looked_for


def test_each_key_is_looked_for_once():
    memory, looked_for = doubling(2)

    assert [memory.recall(key) for key in (1, 2, 1, 2)] == [2, 4, 2, 4]
    assert looked_for == [1, 2]


def test_the_key_not_asked_for_longest_makes_room():
    memory, looked_for = doubling(2)

    for key in (1, 2, 1, 3, 1, 2):
        memory.recall(key)

    assert looked_for == [1, 2, 3, 2]


def test_what_was_forgotten_is_looked_for_again():
    memory, looked_for = doubling(2)
    memory.recall(1)
    memory.forget()

    assert memory.recall(1) == 2
    assert looked_for == [1, 1]


def test_nothing_is_an_answer_too():
    looked_for = []
    memory = Memory(looked_for.append, 1)

    assert [memory.recall(1), memory.recall(1)] == [None, None]
    assert looked_for == [1]


def test_what_failed_is_looked_for_again():
    faults = [ValueError("gone")]

    def find(key):
        if faults:
            raise faults.pop()
        return key

    memory = Memory(find, 1)

    with pytest.raises(ValueError, match="gone"):
        memory.recall("a")
    assert memory.recall("a") == "a"


def test_one_looks_while_others_wait_for_the_same_key_and_no_other_key_waits():
    begun, go, looked_for = Event(), Event(), []

    def find(key):
        looked_for.append(key)
        if key == "slow":
            begun.set()
            assert go.wait(PATIENCE)
        return key.upper()

    memory, found = Memory(find, 2), []
    threads = [Thread(target=lambda: found.append(memory.recall("slow"))) for _number in range(3)]
    for thread in threads:
        thread.start()
    assert begun.wait(PATIENCE)

    assert memory.recall("quick") == "QUICK"
    assert found == []
    go.set()
    for thread in threads:
        thread.join(PATIENCE)

    assert found == ["SLOW"] * 3
    assert looked_for == ["slow", "quick"]
