"""Over real sockets: who dawdles, at whatever point, is closed; who is prompt is served, again and again."""

import pytest

from tests.gateway.wire import OK, POST, REQUEST, Dial, alone, read_all, talk, until


@pytest.mark.parametrize("part", [b"", b"G", b"POST /hooks", REQUEST[:-2], b"\r\n", b"\r\n\r\n"])
def test_headers_that_do_not_end_close_the_connection(part: bytes) -> None:
    async def test(dial: Dial) -> None:
        assert await (await dial()).rest(part) == b""

    alone(test)


@pytest.mark.parametrize("then", [REQUEST[:-2], b"\r\n", b"\r", b"G"])
def test_a_second_request_that_dawdles_closes_it_too(then: bytes) -> None:
    async def test(dial: Dial) -> None:
        client = await dial()
        assert OK in await client.says(REQUEST)
        assert await client.rest(then) == b""

    alone(test)


def test_prompt_requests_are_served_on_one_connection() -> None:
    async def test(dial: Dial) -> None:
        client = await dial()
        for _ in range(3):
            assert OK in await client.says(REQUEST)
        assert (await client.says(REQUEST * 3, until=b"ok")).count(OK) == 1
        assert [OK in await client.says(b"") for _ in range(2)] == [True, True]

    alone(test)


def test_between_two_requests_a_connection_waits_for_its_own_time() -> None:
    async def test(dial: Dial) -> None:
        client = await dial()
        await client.says(REQUEST)
        assert await client.rest() == b""

    alone(test, keep_alive=0.05)


@pytest.mark.parametrize(
    "begun",
    [
        POST + b"content-length: 9\r\n\r\nx",
        POST + b"transfer-encoding: chunked\r\n\r\n1\r\nx\r\n",
        POST + b"transfer-encoding: chunked\r\n\r\n0\r\nx: y\r\n",
        POST + b"content-length: 9\r\nexpect: 100-continue\r\n\r\n",
    ],
    ids=["too short", "chunks without an end", "trailers without an end", "asks and does not go on"],
)
def test_a_body_that_does_not_end_is_told_408_and_closed(begun: bytes) -> None:
    async def test(dial: Dial) -> None:
        assert b"408" in await (await dial()).rest(begun)

    alone(test, app=read_all)


def test_a_body_that_nobody_waits_for_is_not_read_for_ever() -> None:
    async def test(dial: Dial) -> None:
        client = await dial()
        assert OK in await client.says(POST + b"content-length: 9\r\n\r\nx")
        assert await client.rest(b"x") == b""

    alone(test)


def test_after_a_body_that_nobody_read_the_next_request_is_served() -> None:
    async def test(dial: Dial) -> None:
        client = await dial()
        assert OK in await client.says(POST + b"content-length: 2\r\n\r\nx")
        assert OK in await client.says(b"x" + REQUEST)

    alone(test)


def test_who_does_not_read_the_answer_is_closed() -> None:
    async def test(dial: Dial) -> None:
        client = await dial()
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        client.writer.write(REQUEST)
        await until(lambda: bool(dial.state.connections))
        await until(lambda: not dial.state.connections)

    alone(test, app=talk)
