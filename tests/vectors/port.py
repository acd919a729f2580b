#!/usr/bin/env python3
"""A conformance server that passes chapters 1 to 4 of the exchanges, written from the texts in protocol/.

It is where a port can begin, and shows that texts and files suffice: health checks, discovery, code, signatures, and
the execution of custom steps that return what they receive. Standard library only.
"""
import decimal
import hashlib
import hmac
import json
import math
import os
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

SCHEMAS = Path(__file__).resolve().parents[2] / "src/step/schemas"
STEPS = json.loads((SCHEMAS / "step-schemas.json").read_text())
PROVIDERS = json.loads((SCHEMAS / "provider-schemas.json").read_text())
WORKFLOWS = {w["workflowId"]: w for w in json.loads(Path(os.environ["CONFORMANCE_WORKFLOWS"]).read_text())["workflows"]}
KEY = os.environ["NOVU_SECRET_KEY"].encode()
STRICT = os.environ.get("NOVU_STRICT_AUTHENTICATION_ENABLED") != "false"
CHANNELS = {"inApp": "in_app"} | {channel: channel for channel in ("email", "sms", "push", "chat", "tool")}
HEADERS = {
    "access-control-allow-origin": "*", "access-control-allow-private-network": "true",
    "access-control-allow-methods": "GET, POST", "access-control-allow-headers": "*",
    "access-control-max-age": "604800", "novu-framework-version": "2024-06-26", "novu-framework-sdk": "2.13.2",
    "novu-framework-server": "python", "user-agent": "novu-framework:v2.13.2", "cache-control": "no-store",
}


class Failure(Exception):
    def __init__(self, status, code, **data):
        self.status, self.body = status, {"message": code, **data, "code": code}


# JSON as ECMAScript reads and prints it (bridge.md §2.4).

def members(pairs):
    entries = dict(pairs)
    index = [key for key in entries if re.fullmatch(r"0|[1-9]\d{0,9}", key) and int(key) < 2**32 - 1]
    return {key: entries[key] for key in sorted(index, key=int)} | entries


def read(body):
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    return json.loads(text, parse_int=float, parse_constant=lambda name: json.loads(""), object_pairs_hook=members)


def number(value):
    if not math.isfinite(value):
        return "null"
    sign, digits, exponent = decimal.Decimal(repr(value)).normalize().as_tuple()
    digits, point = "".join(map(str, digits)), len(digits) + exponent
    if value == 0:
        return "0"
    if 0 < point <= 21:
        text = digits[:point].ljust(point, "0") + "." + digits[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        text = (digits[0] + "." + digits[1:]).rstrip(".") + f"e{point - 1:+d}"
    return "-" * sign + text.rstrip(".")


def write(value):
    if isinstance(value, dict):
        return "{" + ",".join(f"{write(key)}:{write(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    if isinstance(value, float):
        return number(value)
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda lone: f"\\u{ord(lone[0]):04x}", text)


# Signatures (§2; differences.md: a body that was signed as sent passes, too).

def milliseconds(text):
    text = text.strip()
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
        return float(text)
    return float(int(text, 0)) if re.fullmatch(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+", text) else math.nan


def authenticate(header, raw, body):
    if not header:
        raise Failure(401, "SignatureNotFoundError")
    parts = {}
    for name, _, value in (part.strip().partition("=") for part in header.split(",")):
        if name and value:
            parts.setdefault(name, value)
    sent = milliseconds(parts.get("t", "-"))
    if not math.isfinite(sent) or "v1" not in parts:
        raise Failure(401, "SignatureInvalidError")
    if abs(time.time() * 1000 - sent) > 300_000:
        raise Failure(401, "SignatureExpiredError")
    macs = (hmac.new(KEY, f"{number(sent)}.".encode() + signed, hashlib.sha256) for signed in (raw, write(body).encode()))
    if not any([hmac.compare_digest(mac.hexdigest().encode(), parts["v1"].encode()) for mac in macs]):
        raise Failure(401, "SignatureMismatchError")


# Actions (§3 to §5).

def schema(given):
    given = given or STEPS["emptySchema"]
    return {"schema": given, "unknownSchema": given}


def describe_step(step):
    kind = step["type"]
    own = STEPS["channel"].get(kind) or STEPS["action"].get(kind) or dict.fromkeys(("output", "result"), step.get("outputSchema"))
    given = {key: step[key] for key in ("controlSchema", "outputSchema", "disableOutputSanitization") if key in step}
    given |= {"providers": {}} if "providers" in step else {}
    providers = [{"type": id, "code": id, "outputs": schema(PROVIDERS[kind][id]["output"])}
                 for id in (step.get("providers", {}) if kind in PROVIDERS else {})]
    return {"stepId": step["stepId"], "type": kind, "controls": schema(step.get("controlSchema")),
            "outputs": schema(own["output"]), "results": schema(own["result"]), "code": step["stepId"],
            "options": given, "providers": providers}


def describe(workflow):
    preferences = workflow.get("preferences") or {}
    channels = {CHANNELS[key]: value for key, value in preferences.get("channels", {}).items() if key in CHANNELS}
    return {"workflowId": workflow["workflowId"], "severity": workflow.get("severity", "none"),
            "steps": [describe_step(step) for step in workflow["steps"]], "code": workflow["workflowId"],
            "payload": schema(workflow.get("payloadSchema")), "controls": schema(workflow.get("controlSchema")),
            "env": schema(workflow.get("envSchema")), "tags": workflow.get("tags", []),
            "preferences": ({"all": preferences["all"]} if preferences.get("all") is not None else {})
            | ({"channels": channels} if channels else {}),
            **{key: workflow[key] for key in ("name", "description") if key in workflow}}


def find(query, needs_step=True):
    workflow = WORKFLOWS.get(query.get("workflowId", ""))
    if workflow is None:
        raise Failure(404, "WorkflowNotFoundError")
    step = next((step for step in workflow["steps"] if step["stepId"] == query.get("stepId")), None)
    if step is None and query.get("stepId") and needs_step:
        raise Failure(404, "StepNotFoundError")
    return workflow, step


def execute(query, event):
    workflow, step = find(query, needs_step=False)
    event = event if isinstance(event, dict) else {}
    if not isinstance(event.get("payload"), dict):
        raise Failure(400, "ExecutionEventPayloadInvalidError", data={"message": "the payload is missing"})
    missing = [name for name in workflow.get("payloadSchema", {}).get("required", []) if name not in event["payload"]]
    if missing:
        raise Failure(400, "ExecutionEventPayloadInvalidError", data=[{"path": "", "message": f"needs {missing[0]}"}])
    resolve = step["resolve"]
    if "echo" not in resolve:
        raise Failure(502, "StepExecutionFailedError", data={"stack": ""})
    outputs = resolve.get("base", {}) | {resolve["field"]: write(event.get(resolve["echo"], {}))}
    return {"outputs": outputs, "providers": {}, "options": {"skip": False},
            "metadata": {"status": "success", "error": False, "duration": 0.0}}


def answer(method, query, header, raw):
    action = query.get("action") or "health-check"
    body = {}
    if method == "POST":
        try:
            body = read(raw)
        except ValueError:
            pass
    if STRICT and action != "health-check" and method != "OPTIONS":
        authenticate(header, raw if method == "POST" else b"{}", body)
    if method == "OPTIONS":
        return {}
    if method == "HEAD" and action == "health-check":  # differences.md 6
        method = "GET"
    if method not in ("GET", "POST"):
        raise Failure(405, "MethodNotAllowedError")
    match method, action:
        case "GET", "health-check":
            found = {"workflows": len(WORKFLOWS), "steps": sum(len(w["steps"]) for w in WORKFLOWS.values())}
            return {"status": "ok", "sdkVersion": "2.13.2", "frameworkVersion": "2024-06-26", "discovered": found}
        case "GET", "discover":
            return {"workflows": [describe(workflow) for workflow in WORKFLOWS.values()], "agents": []}
        case "GET", "code":
            workflow, step = find(query)
            return {"code": (step or workflow).get("stepId", workflow["workflowId"])}
        case "POST", "execute" | "preview":
            return execute(query, body)
        case "POST", "agent-event":
            failure = Failure(404, "")
            failure.body = {"error": "unknown agent"}
            raise failure
        case "POST", "trigger":
            find(query)
    raise Failure(400, "InvalidActionError")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    log_message = lambda *_: None

    def __getattr__(self, name):
        if not name.startswith("do_"):
            raise AttributeError(name)
        return self.handle_any

    def handle_any(self):
        path, _, query = self.path.partition("?")
        first = dict(reversed(parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="replace")))
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        signature = ", ".join(self.headers.get_all("novu-signature") or []).encode("latin-1", "replace").decode("latin-1")
        status, kind, content = 200, "application/json", b"hello"
        if path.startswith("/api/novu"):
            try:
                content = write(answer(self.command, first, signature, raw)).encode()
            except Failure as failure:
                status, content = failure.status, write(failure.body).encode()
        else:
            kind = "text/plain"
        self.send_response(status)
        for name, value in {**(HEADERS if kind == "application/json" else {}), "content-type": kind}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", 0))), Handler)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
