"""A likeness of BSrE's "Esign Client Service" on loopback, in both versions, which really signs, as its NIK asks.

What happens hangs on the end of the invented NIK: 0001 signs with the passphrase "benar", 0002 is not registered, 0003
has no certificate, 0004 and 0005 are expired and suspended, 0006 falls silent after it has read everything, 0007
answers without a file, 0008 as a page of HTML, 0009 with the paper of somebody else, 0010 tears the line, 0011 breaks
TLS in the middle of its answer, 0012 ends before its answer does. The order of the checks and the forms of the answers
are those of the clients that others published.
"""

import base64
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from foundation.papers.rendering import printed

USER, PASSWORD, PASSPHRASE = "portal", "sandi-portal", "benar"
STATUS = {
    "0002": (2011, "NOT_REGISTERED"),
    "0003": (2021, "NO_CERTIFICATE"),
    "0004": (1112, "EXPIRED"),
    "0005": (1113, "SUSPEND"),
}
# What signing is refused with, where somebody signs without asking for the status first.
REFUSED = {
    "0002": (2011, "User tidak terdaftar"),
    "0003": (2021, "User belum memiliki sertifikat"),
    "0004": (None, "Sertifikat sudah kedaluwarsa"),
    "0005": (None, "Sertifikat ditangguhkan"),
}
Told = tuple[int, bytes, str]


@dataclass
class Service:
    """The service as a test sees it: its address, what it was asked, what it does otherwise than usual."""

    key: Path
    url: str = ""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    # Answers that stand for another time: the file as text instead of a list, codes as text.
    file_as_text: bool = False
    code_as_text: bool = False
    json_in_v1: bool = False
    always: Told | None = None
    let_go: threading.Event = field(default_factory=threading.Event)

    def signings(self) -> list[dict[str, Any]]:
        return [form for path, form in self.asked if path.endswith("/sign/pdf")]

    def sign(self, pdf: bytes) -> bytes:
        """The file with one more signature in a field of its own, as its answer has it."""
        key = SimpleSigner.load_pkcs12(self.key, passphrase=PASSPHRASE.encode())
        writer, out = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
        name = f"sign_{len(self.signings())}"
        meta = PdfSignatureMetadata(field_name=name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        signer = PdfSigner(meta, key, new_field_spec=SigFieldSpec(name, box=(10, 10, 60, 30)))
        signer.sign_pdf(writer, output=out)
        return out.getvalue()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    service: Service

    def log_message(self, *told: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        self._answered("GET", {"nik": self.path.rsplit("/", 1)[-1]})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            self._answered("POST", self._form(body))
        except (ValueError, KeyError):
            self._say(_framework(500, "Internal Server Error", self.path))

    def _form(self, body: bytes) -> dict[str, Any]:
        if "json" in self.headers["Content-Type"]:
            form: dict[str, Any] = json.loads(body)
            return form
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        found: dict[str, Any] = {}
        for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts():
            content: Any = part.get_payload(decode=True)
            name = str(part.get_param("name", header="content-disposition"))
            found[name] = content if part.get_filename() else content.decode()
        return found

    def _answered(self, method: str, form: dict[str, Any]) -> None:
        service = self.service
        service.asked.append((self.path, form))
        expected = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers["Authorization"] != expected:
            return self._say(_framework(401, "Unauthorized", self.path))
        if "status" in self.path:
            return self._say(_status(form["nik"], text=service.code_as_text))
        if service.always:
            return self._say(service.always)
        kind = form["nik"][-4:]
        if kind in {"0006", "0010", "0011", "0012"}:
            return self._broken(kind)
        return self._say(self._signed(form, kind))

    def _broken(self, kind: str) -> None:
        """Gives no answer, or begins one of success that does not come to its end."""
        if kind == "0006":
            self.service.let_go.wait(20)
            return
        if kind == "0010":
            self.connection.close()
            return
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"%PDF-")
        if kind == "0011":
            # Past TLS, onto the bare line: what the other side reads next is none of its records.
            with socket.socket(fileno=os.dup(self.connection.fileno())) as line:
                line.sendall(b"x" * 100)

    def _signed(self, form: dict[str, Any], kind: str) -> Told:
        second = "/v2/" in self.path
        pdf = base64.b64decode(form["file"][0], validate=True) if second else form["file"]
        if not pdf.startswith(b"%PDF-"):
            return _framework(500, "Internal Server Error", self.path)
        code, words = REFUSED.get(kind, (None, ""))
        if form["passphrase"] != PASSPHRASE:
            code, words = 2031, "Passphrase anda salah"
        if words:
            return _refused(code, words, second=second, text=self.service.code_as_text)
        if kind == "0008":
            return 200, b"<!doctype html><title>Masuk</title>", "text/html"
        if kind == "0009":
            pdf = printed('<html lang="id"><head><title>Lain</title></head><body><p>Naskah lain</p></body></html>')
        after = self.service.sign(pdf)
        if second:
            return _as_json(200, {"time": 900, **self._held(after, kind)})
        if self.service.json_in_v1 or kind == "0007":
            told = {"id_dokumen": "abc", "base64_signed_file": base64.b64encode(after).decode()}
            return _as_json(200, {"id_dokumen": "abc"} if kind == "0007" else told)
        return 200, after, "application/pdf"

    def _held(self, after: bytes, kind: str) -> dict[str, Any]:
        told = base64.b64encode(after).decode()
        if kind == "0007":
            return {"fiel": [told]}
        return {"file": told if self.service.file_as_text else [told]}

    def _say(self, told: Told) -> None:
        http, body, kind = told
        self.send_response(http)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if body.startswith(b"%PDF-"):
            self.send_header("id_dokumen", "abc")
        self.end_headers()
        self.wfile.write(body)


def _as_json(http: int, told: dict[str, Any]) -> Told:
    return http, json.dumps(told).encode(), "application/json"


def _framework(http: int, error: str, path: str) -> Told:
    """What the framework below the service says of its own accord, without a reason."""
    return _as_json(http, {"timestamp": "2026-11-29T01:02:03.000+00:00", "status": http, "error": error, "path": path})


def _status(nik: str, *, text: bool) -> Told:
    code, word = STATUS.get(nik[-4:], (1111, "ISSUE"))
    return _as_json(200, {"status_code": str(code) if text else code, "status": word, "message": "Status pengguna"})


def _refused(code: int | None, words: str, *, second: bool, text: bool) -> Told:
    if second:
        told = code or 400
        return _as_json(400, {"error": words, "status_code": str(told) if text else told})
    return _as_json(400, {"error": f"Proses signing gagal : {words} {code or ''}".strip(), "status_code": 400})


@contextmanager
def esign(key: Path, secure: Callable[[ThreadingHTTPServer], object] | None = None) -> Iterator[Service]:
    """The service, answering on a free port of loopback until the end of the block; over TLS as `secure` makes it."""
    service = Service(key)
    handler = type("Handler", (_Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if secure:
        secure(server)
    service.url = f"{'https' if secure else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
