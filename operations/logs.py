"""What a line of the log looks like: JSON in production, text for people; with nobody's data in it.

Our own lines name rows by their numbers. What libraries say, and what an error quotes, is masked here.
"""

import ipaddress
import logging
import re

from pythonjsonlogger.json import JsonFormatter

from .asked import asked
from .secret_addresses import masked

MASK = "***"
EMAIL = re.compile(r"[^\s@/<>\"'(),;:=]+@[\w-]+(?:\.[\w-]+)+")
#: What may be an address of a machine. With a length behind it, it is a network, which is nobody's.
ADDRESS = re.compile(
    r"(?<![\w.:])(?:[\da-fA-F]*:){2,7}[\da-fA-F.]*|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)"
)
NETWORK = re.compile(r"/\d{1,3}\b")
#: The site's own machine and its neighbours.
OWN = [
    ipaddress.ip_network(each)
    for each in (
        "127.0.0.0/8",
        "0.0.0.0/32",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::/127",
        "fc00::/7",
    )
]
QUERY = re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]+")
#: What Django signs, and what names itself a secret.
SIGNED = re.compile(r"[\w-]+:[\w-]{6}:[\w-]{27,}")
NAMED = re.compile(
    r"(?i)\b(\w*(?:token|password|passwd|secret|sessionid|cookie)\w*[\"']?\s*[=:]\s*)\S+"
)
#: PostgreSQL quotes the row after these.
ROW = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*$", re.M)
#: What an error quotes may be what somebody typed, except where names of the code are quoted.
QUOTED = re.compile(r"(['\"“‘])(?:(?!\1|[”’\n]).)+(['\"”’])")
OF_CODE = re.compile(
    r"[\w.]*(?:Attribute|Field|Import|Integrity|ModuleNotFound|Name|Operational|Programming|Type)Error:"
)
NAME = re.compile(r"[\w.-]+")
#: What a line may have.
FIELDS = ("time", "level", "logger", "request_id", "message", "error")
FIELDS += ("method", "path", "status", "bytes", "milliseconds")


def scrubbed(text: str) -> str:
    """The text without what may be somebody's."""
    text = masked(text)
    text = QUERY.sub(rf"\1?{MASK}", text)
    text = ROW.sub(rf"\1: {MASK}", text)
    text = SIGNED.sub(MASK, text)
    text = NAMED.sub(rf"\1{MASK}", text)
    text = EMAIL.sub(MASK, text)
    return ADDRESS.sub(_without_address, text)


def _without_address(found: re.Match) -> str:
    try:
        address = ipaddress.ip_address(found[0])
    except ValueError:  # a time, a version
        return found[0]
    is_own = any(address in network for network in OWN)
    return found[0] if is_own or NETWORK.match(found.string, found.end()) else MASK


def scrubbed_error(text: str) -> str:
    """A traceback: the places in the code as they are, and errors without what they quote."""
    return scrubbed("\n".join(map(_without_quotes, text.split("\n"))))


def _without_quotes(line: str) -> str:
    if line.startswith((" ", "Traceback")):
        return line
    of_code = bool(OF_CODE.match(line))

    def quoted(found: re.Match) -> str:
        is_name = of_code and NAME.fullmatch(found[0][1:-1])
        return found[0] if is_name else f"{found[1]}{MASK}{found[2]}"

    return QUOTED.sub(quoted, line)


class Scrubbing:
    """Masks errors; each form masks its own line."""

    def formatException(self, ei):
        return scrubbed_error(super().formatException(ei))


class TextLine(Scrubbing, logging.Formatter):
    """A line for people."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record):
        line = scrubbed(super().formatMessage(record))
        this = asked.get()
        return f"{line} [{this.id}]" if this else line


class JsonLine(Scrubbing, JsonFormatter):
    """A line for programs."""

    def __init__(self):
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "error"},
            timestamp="time",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data):
        # What libraries add are whole requests.
        line = {key: log_data[key] for key in FIELDS if log_data.get(key) not in (None, "")}
        line |= {key: scrubbed(str(line[key])) for key in ("message", "path") if key in line}
        if this := asked.get():
            line = {"request_id": this.id, "view": this.view} | line
        return line
