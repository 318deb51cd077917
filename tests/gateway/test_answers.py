"""What another thread has done reaches the loop with one waking, each answer to whoever waits for it."""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import Future

import pytest

from gateway.answers import Answers

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Counted(Answers):
    """How often the loop was woken."""

    woken = 0

    def _told(self) -> None:
        self.woken += 1
        super()._told()


async def test_answers_of_one_moment_wake_the_loop_once() -> None:
    answers, futures = Counted(), [Future[int]() for _ in range(20)]
    waiting = [asyncio.ensure_future(answers.within(future, 5.0)) for future in futures]
    await asyncio.sleep(0)
    other = threading.Thread(target=_all_set, args=(futures,))
    other.start()
    other.join()
    assert await asyncio.gather(*waiting) == list(range(20))
    assert answers.woken == 1


def _all_set(futures: Sequence[Future[int]]) -> None:
    for number, future in enumerate(futures):
        future.set_result(number)


async def test_an_error_goes_to_the_one_whose_it_is() -> None:
    answers, bad, good = Answers(), Future[int](), Future[int]()
    waiting = [asyncio.ensure_future(answers.within(future, 5.0)) for future in (bad, good)]
    await asyncio.sleep(0)
    bad.set_exception(ValueError("mine"))
    good.set_result(1)
    found = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(found[0], ValueError)
    assert found[1] == 1


async def test_what_has_not_begun_in_time_never_begins() -> None:
    future: Future[int] = Future()
    with pytest.raises(TimeoutError):
        await Answers().within(future, 0.0)
    assert future.cancelled()


async def test_a_result_that_comes_too_late_troubles_nobody() -> None:
    answers, late, next_one = Answers(), Future[int](), Future[int]()
    late.set_running_or_notify_cancel()
    with pytest.raises(TimeoutError):
        await answers.within(late, 0.0)
    late.set_exception(ValueError("nobody listens"))
    next_one.set_result(2)
    assert await answers.within(next_one, 5.0) == 2


async def test_who_no_longer_waits_does_not_hold_up_the_others() -> None:
    answers, left, stays = Answers(), Future[int](), Future[int]()
    gone = asyncio.ensure_future(answers.within(left, 5.0))
    waits = asyncio.ensure_future(answers.within(stays, 5.0))
    await asyncio.sleep(0)
    gone.cancel()
    left.set_result(1)
    stays.set_result(2)
    assert await waits == 2
    assert gone.cancelled() or gone.done()
