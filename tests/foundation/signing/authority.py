"""A certificate authority of the tests' own: a root, certificates of people, and their PKCS#12 files."""

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from foundation.signing.validation import Roots, roots_in

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


def named(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Penguji"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs,
        crl_sign=not signs,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass
class Authority:
    """One root; `issue` makes a PKCS#12 file with the key and the certificate of a person, or without one of them."""

    folder: Path

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = named("Akar Uji")
        self.root = (
            self._begun(self.name, self.key, NOW + 3650 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage(signs=False), critical=True)
            .sign(self.key, SHA256())
        )
        self.root_file = self.folder / "akar.pem"
        self.root_file.write_bytes(self.root.public_bytes(Encoding.PEM))

    def serve(self, server: ThreadingHTTPServer) -> Path:
        """Lets a server on loopback answer over TLS; the file of who vouches for it."""
        key = ec.generate_private_key(ec.SECP256R1())
        address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        certificate = self._begun(named("127.0.0.1"), key, NOW + DAY).add_extension(address, critical=False)
        pem = certificate.sign(self.key, SHA256()).public_bytes(Encoding.PEM)
        held = self.folder / "server.pem"
        held.write_bytes(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(held)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        return self.root_file

    @property
    def roots(self) -> Roots:
        return roots_in([self.root_file])

    def issue(
        self,
        account: str,
        name: str,
        passphrase: str,
        *,
        until: datetime.datetime = NOW + 365 * DAY,
        lacking: str = "",
        key: Key | None = None,
    ) -> Path:
        key = key or ec.generate_private_key(ec.SECP256R1())
        certificate = (
            self._begun(named(name), key, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage(signs=True), critical=True)
            .sign(self.key, SHA256())
        )
        path = self.folder / f"{account}.p12"
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"uji",
                None if lacking == "key" else key,
                None if lacking == "certificate" else certificate,
                [self.root],
                BestAvailableEncryption(passphrase.encode()),
            )
        )
        return path

    def _begun(self, name: x509.Name, key: Key, until: datetime.datetime) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - 730 * DAY)
            .not_valid_after(until)
        )
