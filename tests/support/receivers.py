"""A mail server and a webhook's receiver that fail, hang and lose what they confirm, as a file beside them says.

    receivers.py smtp|http PORT FOLDER

Each message that arrives whole is a line of JSON in FOLDER/received; what FOLDER/mood says is looked up for each message: ok, fail
(refused), hang (no answer), lose (received, but the connection ends before the answer).
"""
import email
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

kind, port, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
LONG = 600


def mood():
    with open(os.path.join(folder, "mood")) as file:
        return file.read().strip()


def keep(message):
    line = json.dumps(message) + "\n"
    with open(os.path.join(folder, "received"), "a") as file:
        file.write(line)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        now = mood()
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        if now == "hang":
            time.sleep(LONG)
        if now == "fail":
            self.send_response(500)
            self.end_headers()
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        keep({"id": headers["webhook-id"], "body": body, "headers": headers})
        if now == "lose":
            self.close_connection = True
            return
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def mail_server():
    from aiosmtpd.controller import Controller

    class Handler:
        async def handle_DATA(self, server, session, envelope):
            import asyncio

            now = mood()
            if now == "hang":
                await asyncio.sleep(LONG)
            if now == "fail":
                return "451 Try again later"
            mail = email.message_from_bytes(envelope.content)
            keep({
                "id": mail["Message-ID"],
                "to": envelope.rcpt_tos,
                "subject": mail["Subject"],
                "body": mail.get_payload(decode=True).decode(),
            })
            if now == "lose":
                session.loop.call_soon(server.transport.abort)
                await asyncio.sleep(1)
            return "250 OK"

    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    while True:
        time.sleep(LONG)


if __name__ == "__main__":
    if kind == "smtp":
        mail_server()
    else:
        ThreadingHTTPServer(("127.0.0.1", port), Receiver).serve_forever()
