"""A mail server of a few lines, on this machine: enough IMAP for kimhub.core.mail_box."""

import re
import socketserver
import threading
from typing import Any


class Mailbox(socketserver.ThreadingTCPServer):
    """Holds `letters` by number; the password is "rahasia"."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, letters: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters = dict(enumerate(letters, 1))
        self.deleted: set[int] = set()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"imap://balas%40kim:rahasia@127.0.0.1:{self.server_address[1]}/INBOX"

    def answer(self, command: str) -> tuple[list[bytes], str]:
        """Untagged lines, and the end of the tagged one."""
        if command.startswith("LOGIN"):
            return [], "OK done" if '"rahasia"' in command else "NO wrong password"
        if command.startswith("CAPABILITY"):
            return [b"* CAPABILITY IMAP4rev1"], "OK done"
        if command.startswith("UID SEARCH"):
            return [f"* SEARCH {' '.join(map(str, self.letters))}".encode()], "OK done"
        if found := re.match(r"UID FETCH (\d+) (.*)", command):
            number, raw = int(found[1]), self.letters[int(found[1])]
            if "SIZE" in found[2]:
                return [f"* {number} FETCH (UID {number} RFC822.SIZE {len(raw)})".encode()], "OK done"
            return [
                f"* {number} FETCH (UID {number} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")"
            ], "OK done"
        if found := re.match(r"UID STORE (\d+) ", command):
            self.deleted.add(int(found[1]))
        if command.startswith("EXPUNGE"):
            for number in self.deleted:
                self.letters.pop(number, None)
        return ([b"* 0 EXISTS"] if command.startswith("SELECT") else []), "OK done"


class _Talk(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        while line := self.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            lines, end = self.server.answer(command)
            self.wfile.write(b"".join(one + b"\r\n" for one in lines) + f"{tag} {end}\r\n".encode())
            if command.startswith("LOGOUT"):
                return
