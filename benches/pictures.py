#!/usr/bin/env python3
"""Runs the rig side by side and writes its table and chart.

    benches/pictures.py RIG --passes 5 --seconds 2

RIG is a folder with the rig: `run.py`, `servers.json`, `workloads.json`, `wrk.lua`, the expected answers, and
the peers in `node`, `py` and `ceiling`, set up as its README says. It is not changed. The servers of this
crate are built first. The passes alternate between all servers, one core for the server and one for the
generator; medians go into the table of `benches/README.md` and into `benches/chart.svg`. Use a machine on
which nothing else runs.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "benches/target/release"

# The servers: name in the rig, name in table and chart, workloads.
OURS = "ours"
SERVERS = {
    OURS: ("this crate", ["W1", "W2", "W3", "W4", "W5", "W5s", "W6", "W7"]),
    "by-hand": ("by hand", ["W6", "W7"]),
    "ceiling-axum": ("bare axum", ["W1", "W3", "W4", "W6", "W7"]),
    "node-http": ("node, reference SDK", ["W1", "W2", "W3", "W4", "W6", "W7"]),
    "py-fastapi": ("Python original", ["W1", "W2", "W5", "W5s", "W6"]),
}
# The rows, in the order of the chart.
ROWS = {
    "W7": "smallest step",
    "W3": "e-mail step, six templates",
    "W4": "e-mail step, 50 KB with 100 templates",
    "W5": "a whole run of three steps",
    "W5s": "a whole run of one step",
    "W2": "discovery, 12 workflows",
    "W1": "health check",
    "W6": "a route of the app",
}


def prepare(rig: Path, folder: Path) -> None:
    """Makes a copy of the rig that has the servers of this crate."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in rig.iterdir():
        target = folder / entry.name
        if target.is_symlink():
            target.unlink()
        if entry.is_dir() and entry.name != "results":
            target.symlink_to(entry)
        elif entry.is_file():
            target.write_bytes(entry.read_bytes())
            target.chmod(entry.stat().st_mode)
    servers = json.loads((folder / "servers.json").read_text())
    for name, program in ((OURS, "bench_server"), ("by-hand", "bench_bare")):
        servers[name] = {"title": program, "cmd": [str(RELEASE / program)]}
        servers[name]["install"] = {"file": str(RELEASE / program)}
    for name, (_, workloads) in SERVERS.items():
        servers[name]["workloads"] = workloads
    (folder / "servers.json").write_text(json.dumps(servers, indent=1))
    # The Python original checks no signatures; whole runs are signed for this crate, which does.
    loads = json.loads((folder / "workloads.json").read_text())
    for workload in ("W5", "W5s"):
        loads["workloads"][workload]["sign"] = "body"
    # Without controls, the subject here is the default of the control, and another one in Python.
    checks = loads["workloads"]["W5"]["check"]
    loads["workloads"]["W5"]["check"] = [check for check in checks if "subject" not in check[0]]
    (folder / "workloads.json").write_text(json.dumps(loads))


def processor() -> str:
    """Returns the name of the processor, and whether it has instructions for SHA-256."""
    text = Path("/proc/cpuinfo").read_text()
    name = re.search(r"^model name\s*:\s*(.*)$", text, re.M)
    sha = "with" if re.search(r"^flags.*\bsha_ni\b", text, re.M) else "without"
    return f"{' '.join((name.group(1) if name else 'unknown processor').split())}, {sha} SHA extensions"


def medians(result: dict) -> dict[tuple[str, str], dict[str, float]]:
    """Returns medians over the passes, in CPU milliseconds per request and megabytes, by workload and server."""
    runs: dict[tuple[str, str], list[dict]] = {}
    for run in result["runs"]:
        if not run["bad"]:
            runs.setdefault((run["workload"], run["server"]), []).append(run)
    return {
        key: {
            "ms": statistics.median(run["cpu_s_per_1k"] for run in group),
            "mb": max(run["rss_peak_mb"] for run in group),
        }
        for key, group in runs.items()
    }


def ms(value: float) -> str:
    """Prints milliseconds with three digits that count."""
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def table(result: dict, title: str) -> str:
    """Returns the tables in Markdown."""
    cells = medians(result)
    lines = [title, "", "| request | " + " | ".join(name for name, _ in SERVERS.values()) + " |"]
    lines.append("|---|" + "---:|" * len(SERVERS))
    for workload, label in ROWS.items():
        ours = cells.get((workload, OURS))
        row = []
        for server in SERVERS:
            cell = cells.get((workload, server))
            if cell is None or ours is None:
                row.append("")
            elif server == OURS:
                row.append(ms(cell["ms"]))
            elif cell["ms"] < 10 * ours["ms"]:
                row.append(f"{ms(cell['ms'])} (× {cell['ms'] / ours['ms']:.2f})")
            else:
                row.append(f"{ms(cell['ms'])} (× {cell['ms'] / ours['ms']:.0f})")
        lines.append(f"| {label} | " + " | ".join(row) + " |")
    lines += ["", "| | " + " | ".join(name for name, _ in SERVERS.values()) + " |", "|---|" + "---:|" * len(SERVERS)]
    peaks = []
    for server in SERVERS:
        found = [cell["mb"] for (_, name), cell in cells.items() if name == server]
        peaks.append(f"{max(found):.0f}" if found else "")
    lines.append("| peak memory, MB | " + " | ".join(peaks) + " |")
    starts = [result["servers"].get(server) for server in SERVERS]
    lines.append("| start to first answer, ms | " + " | ".join(f"{s['startup_ms']:.0f}" if s else "" for s in starts) + " |")
    idle = [f"{s['idle_rss_mb']:.1f}" if s else "" for s in starts]
    lines.append("| memory after the start, MB | " + " | ".join(idle) + " |")
    return "\n".join(lines)


def chart(result: dict, footer: str) -> str:
    """Returns the chart: for each request a bar for each server, the longest as wide as the page."""
    cells = medians(result)
    left, width, bar, gap = 190, 400, 14, 16
    out, y = [], 54
    for workload in ("W7", "W3", "W4", "W5", "W2", "W6"):
        group = [(s, cells[workload, s]["ms"]) for s in SERVERS if s != "by-hand" and (workload, s) in cells]
        if not group:
            continue
        longest = max(value for _, value in group)
        out.append(f'<text class="t" x="0" y="{y + 11}">{ROWS[workload]}</text>')
        y += 18
        for server, value in group:
            name = SERVERS[server][0]
            length = max(2.0, width * value / longest)
            kind = "us" if server == OURS else "them"
            out.append(f'<text class="l" x="{left - 8}" y="{y + 11}">{name}</text>')
            out.append(f'<rect class="{kind}" x="{left}" y="{y}" width="{length:.1f}" height="{bar - 2}" rx="2"/>')
            out.append(f'<text class="n" x="{left + length + 6:.1f}" y="{y + 11}">{ms(value)} ms</text>')
            y += bar
        y += gap
    style = (
        "text{font:12px system-ui,sans-serif;fill:#424a53}.t,.h{font-weight:600}.h{font-size:14px}.l{text-anchor:end}"
        ".f{font-size:11px}.us{fill:#c2410c}.them{fill:#8c959f}"
        "@media(prefers-color-scheme:dark){text{fill:#c9d1d9}.us{fill:#fb923c}.them{fill:#6e7681}}"
    )
    size = f'width="680" height="{y + 14}" viewBox="0 0 680 {y + 14}"'
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="CPU time per request of four servers">',
        f"<style>{style}</style>",
        '<text class="h" x="0" y="16">CPU time per request, in milliseconds</text>',
        '<text class="f" x="0" y="34">Shorter is better. Bare axum answers fixed text.</text>',
    ]
    return "\n".join([*head, *out, f'<text class="f" x="0" y="{y + 4}">{footer}</text>', "</svg>", ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rig", type=Path)
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--warmup", type=int, default=1)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--no-build", action="store_true", help="use the servers that are there")
    parser.add_argument("--dry", action="store_true", help="print the table, write nothing")
    options = parser.parse_args()
    if not options.no_build:
        manifest = ROOT / "benches/Cargo.toml"
        features = ["--no-default-features", "--features", "servers", "--bins"]
        build = ["cargo", "build", "--quiet", "--release", "--manifest-path", str(manifest), *features]
        subprocess.run(build, check=True)
    rig = ROOT / "target/pictures"
    prepare(options.rig.resolve(), rig)
    command = [
        str(rig / "run.py"), "--servers", ",".join(SERVERS), "--workloads", ",".join(ROWS),
        "--connections", str(options.connections), "--seconds", str(options.seconds),
        "--warmup", str(options.warmup), "--repeat", str(options.passes), "--out", "result.json",
    ]  # fmt: skip
    code = subprocess.run(command, stdout=subprocess.DEVNULL, env={**os.environ, "TZ": "UTC"}).returncode
    result = json.loads((rig / "result.json").read_text())
    date = time.strftime("%Y-%m-%d", time.gmtime())
    title = (
        f"One core of {processor()}, {date}: CPU milliseconds per request, the median of {options.passes} passes of "
        f"{options.seconds} s at {options.connections} connections, and how many times as long as this crate."
    )
    text = table(result, "\n".join(re.findall(r".{1,118}(?:\s|$)", title)).replace(" \n", "\n"))
    print(text)
    if not options.dry:
        readme = ROOT / "benches/README.md"
        marked = re.compile(r"(<!-- pictures.py -->\n).*?(<!-- end -->)", re.S)
        readme.write_text(marked.sub(lambda m: m.group(1) + "\n" + text + "\n\n" + m.group(2), readme.read_text()))
        (ROOT / "benches/chart.svg").write_text(chart(result, f"{processor()}, one core, {date}"))
    return code


if __name__ == "__main__":
    sys.exit(main())
