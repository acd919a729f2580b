#!/usr/bin/env python3
"""Measures the memory of the bench server and its start: `benches/memory.py RIG`.

RIG is the folder of the rig that `pictures.py` takes; its requests are used, and wrk has to be installed. Build
the servers first. Prints resident memory after the start, with idle connections, after many requests, at its
peak with 64 connections, and with 1,000 workflows.
"""

import importlib.util
import os
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVER = ROOT / "benches/target/release/bench_server"
CONNECTIONS = 400


def main() -> None:
    rig_folder = Path(sys.argv[1]).resolve()
    spec = importlib.util.spec_from_file_location("rig", rig_folder / "run.py")
    rig = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rig)
    loads = rig.Workloads()

    def start(**more: str):
        entry = {"title": "", "cmd": [str(SERVER)], "env": more, "workloads": []}
        return rig.Server("ours", entry, loads, "0").start()

    def resident(server) -> float:
        return rig.memory_kb(server.pids(), "VmRSS") * 1024 / 1e6

    def print_row(name: str, value: str) -> None:
        print(f"| {name} | {value} |", flush=True)

    print("| | |\n|---|---:|")
    for catalog in (10, 998):
        starts = []
        for _ in range(5):
            server = start(BENCH_CATALOG=str(catalog))
            starts.append(server.startup_ms)
            after_start = resident(server)
            server.stop()
        print_row(f"{catalog + 2} workflows: start to first answer", f"{statistics.median(starts):.1f} ms")
        print_row(f"{catalog + 2} workflows: resident after the start", f"{after_start:.1f} MB")

    server = start()
    before = resident(server)
    idle = []
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.sendall(b"GET /api/novu HTTP/1.1\r\nhost: bench\r\n\r\n")
        connection.recv(4096)
        idle.append(connection)
    print_row("an idle connection", f"{(resident(server) - before) / CONNECTIONS * 1000:.1f} KB")
    for connection in idle:
        connection.close()
    server.stop()

    with tempfile.TemporaryDirectory() as bodies:
        for workload, title in (("W3", "e-mail step"), ("W4", "e-mail step of 50 KB")):
            server = start()
            run = rig.load(server, loads, workload, 64, 5, "1", Path(bodies))
            print_row(f"{title}, 64 connections: peak", f"{run['rss_peak_mb'] * 1.048576:.1f} MB")
            server.stop()
        server = start()
        rig.load(server, loads, "W7", 16, 1, "1", Path(bodies))
        first = resident(server)
        sent = 0
        while sent < int(os.environ.get("REQUESTS", "1000000")):
            sent += rig.load(server, loads, "W7", 16, 10, "1", Path(bodies))["requests"]
        time.sleep(1)
        print_row("resident after the first second of smallest steps", f"{first:.1f} MB")
        print_row(f"resident after {sent:,} of them, idle", f"{resident(server):.1f} MB")
        server.stop()


if __name__ == "__main__":
    main()
