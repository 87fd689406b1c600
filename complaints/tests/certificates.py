"""Certificates that a test makes itself, and a door that speaks TLS before a server that does not."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def make_certificate(folder: Path, *, host: str) -> tuple[Path, Path]:
    """A certificate signed by itself, for this name or number, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    names: list[x509.GeneralName] = [x509.DNSName(host)]
    with suppress(ValueError):
        names = [x509.IPAddress(ipaddress.ip_address(host))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / f"{host}.crt", folder / f"{host}.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


@contextmanager
def tls_door(port: int, certificate: tuple[Path, Path]) -> Iterator[int]:
    """Takes TLS connections and passes on to `port` what is said in them; gives the door's own port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        threading.Thread(target=_open, args=(door, context, port), daemon=True).start()
        yield door.getsockname()[1]


def _open(door: socket.socket, context: ssl.SSLContext, port: int) -> None:
    while True:
        try:
            guest, _address = door.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(guest, context, port), daemon=True).start()


def _serve(guest: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """One connection; who does not trust the certificate leaves during the handshake."""
    with (
        suppress(OSError),
        context.wrap_socket(guest, server_side=True) as inside,
        socket.create_connection(("127.0.0.1", port)) as server,
    ):
        threading.Thread(target=_pass_on, args=(server, inside), daemon=True).start()
        _pass_on(inside, server)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError, ValueError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_RDWR)
