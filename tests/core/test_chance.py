"""Random digits: as many as asked for, never the same again, not even in a child process."""

import os

import pytest

from kimhub.core import chance

pytestmark = pytest.mark.once


def test_each_is_another_and_as_long_as_asked_for():
    made = [chance.digits(8) for _ in range(2 * chance.PAGE // 8)]

    assert len(set(made)) == len(made)
    assert {len(each) for each in made} == {16}
    assert len(chance.digits(2 * chance.PAGE)) == 4 * chance.PAGE


def test_a_child_process_gets_none_of_its_parents():
    chance.digits(8)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, chance.digits(8).encode())
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reader, 16).decode() != chance.digits(8)

    os.close(reader)
    os.close(writer)
