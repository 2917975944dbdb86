"""Responds with the parts of a form, parsed by python-multipart."""

import base64
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from python_multipart import parse_form


def text(value):
    return None if value is None else value.decode("utf-8")


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        parts = []

        def on_field(field):
            data = base64.b64encode(field.value or b"").decode()
            parts.append({"name": text(field.field_name), "file": None, "data": data})

        def on_file(file):
            file.file_object.seek(0)
            data = base64.b64encode(file.file_object.read()).decode()
            parts.append({"name": text(file.field_name), "file": text(file.file_name), "data": data})

        headers = {"Content-Type": self.headers["content-type"].encode(), "Content-Length": self.headers["content-length"]}
        try:
            parse_form(headers, self.rfile, on_field, on_file)
            status, result = 200, parts
        except Exception as error:
            status, result = 400, repr(error)
        body = json.dumps(result).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
