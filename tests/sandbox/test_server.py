from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from tts_tui.sandbox import Fault, Sandbox, in_thread, running, serve
from tts_tui.sandbox.middleware import Received


def port_of(url: str) -> int:
    return httpx.URL(url).port or 0


async def test_it_runs_in_a_loop_and_stops():
    async with running(Sandbox()) as url:
        assert url.startswith("http://127.0.0.1:")
        async with httpx.AsyncClient(base_url=url) as client:
            assert (await client.get("/api/v3/auth_info")).json() == {}
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port_of(url)))
    assert [task.get_name() for task in asyncio.all_tasks()] == [asyncio.current_task().get_name()]


async def test_two_run_side_by_side_each_with_its_own_data():
    first, second = Sandbox(), Sandbox()
    first.add_user("admin")
    async with running(first) as one, running(second) as other, httpx.AsyncClient() as client:
        headers = {"authorization": f"Bearer {first.add_key('user', 'admin')}"}
        assert (await client.get(f"{one}/api/v3/auth_info", headers=headers)).status_code == 200
        assert (await client.get(f"{other}/api/v3/auth_info", headers=headers)).status_code == 401


async def test_a_given_port_is_taken_and_given_back():
    async with running(Sandbox()) as url:
        port = port_of(url)
        with pytest.raises(OSError, match="in use"):
            async with running(Sandbox(), port=port):
                pass
    async with running(Sandbox(), port=port) as again:
        assert again == url


async def test_it_stops_while_a_client_keeps_its_connection_and_another_waits():
    sandbox = Sandbox()
    sandbox.faults.add(Fault(path="/api/v3/applications", latency=3600))
    async with httpx.AsyncClient() as client:
        async with running(sandbox) as url:
            await client.get(f"{url}/api/v3/auth_info")
            waiting = asyncio.create_task(client.get(f"{url}/api/v3/applications"))
            while len(sandbox.requests) < 2:
                await asyncio.sleep(0)
        with pytest.raises(httpx.TransportError):
            await waiting


def test_it_runs_in_a_thread_and_stops(capfd):
    with in_thread(Sandbox()) as url:
        assert httpx.get(f"{url}/api/v3/nowhere").status_code == 404
        assert "sandbox" in {thread.name for thread in threading.enumerate()}
    assert "sandbox" not in {thread.name for thread in threading.enumerate()}
    assert capfd.readouterr() == ("", "")


def test_a_thread_that_nothing_was_asked_of_stops():
    with in_thread(Sandbox()):
        pass


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_curl_can_talk_to_it():
    with in_thread(Sandbox()) as url:
        done = subprocess.run(
            ["curl", "-s", "--compressed", f"{url}/api/v3/auth_info"], capture_output=True, text=True, check=True
        )
    assert done.stdout == "{}"


async def test_serving_forever_ends_when_cancelled():
    told = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(Sandbox(), ready=told.set_result))
    url = await told
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{url}/api/v3/auth_info")).json() == {}
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_serving_forever_ends_at_sigterm():
    program = (
        "import asyncio; from tts_tui.sandbox import Sandbox, serve;"
        "asyncio.run(serve(Sandbox(), ready=lambda url: print(url, flush=True)))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        url = process.stdout.readline().decode().strip()
        assert httpx.get(f"{url}/api/v3/auth_info").json() == {}
        process.terminate()
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, b"", b"")


async def test_of_very_many_requests_the_latest_are_remembered() -> None:
    sandbox = Sandbox()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sandbox.asgi()), base_url="http://sandbox") as http:
        sandbox.requests.extend([Received("GET", f"/{number}", "", b"") for number in range(10_000)])
        await http.get("/last")
    assert len(sandbox.requests) == 5_001
    assert [sandbox.requests[0].path, sandbox.requests[-1].path] == ["/5000", "/last"]
