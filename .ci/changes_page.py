"""Looks at the page of `oasmith diff --format html` in a browser: `changes_page.py BROWSER PAGE JSON [SCREENSHOTS]`.

The protocol of the browser's developer tools, over a pipe: messages end with a zero byte.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import urllib.parse

WIDTHS = [1280, 390]
SCHEMES = ["light", "dark"]


class Browser:
    def __init__(self, program, profile):
        ours, theirs = os.pipe(), os.pipe()
        self.reading, self.writing = theirs[0], ours[1]

        def connect():
            # The browser reads from 3 and writes to 4; the copies keep either from overwriting the other.
            into, out = os.dup(ours[0]), os.dup(theirs[1])
            os.dup2(into, 3)
            os.dup2(out, 4)

        options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={profile}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([program, *options], preexec_fn=connect, close_fds=False, **quiet)
        os.close(ours[0])
        os.close(theirs[1])
        self.rest, self.number, self.session, self.events = b"", 0, None, []
        self.version = self.call("Browser.getVersion")["product"]
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log"]:
            self.call(f"{domain}.enable")

    def message(self):
        while b"\0" not in self.rest:
            read = os.read(self.reading, 1 << 16)
            if not read:
                raise SystemExit("the browser ended")
            self.rest += read
        line, self.rest = self.rest.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.writing, json.dumps(request).encode() + b"\0")
        while True:
            message = self.message()
            if message.get("id") == self.number:
                if "error" in message:
                    raise SystemExit(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def open(self, url):
        self.events.clear()
        # Another fragment of the same page would not load it again.
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=url)
        while not any(it["method"] == "Page.loadEventFired" for it in self.events[1:]) or self.script("document.readyState") != "complete" or self.script("location.href") == "about:blank":
            self.events.append(self.message())
        self.script("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def script(self, text):
        result = self.call("Runtime.evaluate", expression=text, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise SystemExit(f"{text}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def complaints(self):
        kinds = ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"]
        return [it["params"] for it in self.events if it["method"] in kinds]


def expect(what, expected, found):
    if expected != found:
        raise SystemExit(f"{what}: expected {expected}, found {found}")


VISIBLE = "[...document.querySelectorAll('.change')].filter((it) => !it.hidden).length"


def look(browser, page, changes, screenshot):
    browser.open(page)
    expect("complaints of the console", [], browser.complaints())
    count = lambda name: sum(change["class"] == name for change in changes)
    counts = {name: count(name) for name in ["compile", "run", "compatible", "documentation"] if count(name)}
    links = "Object.fromEntries([...document.querySelectorAll('nav a')].map((it) => [it.hash.slice(1), +it.querySelector('b').textContent]))"
    expect("the numbers of the links", counts, browser.script(links))
    inside = "Object.fromEntries([...document.querySelectorAll('section')].map((it) => [it.id, it.querySelectorAll('.change').length]))"
    expect("the changes of each class", counts, browser.script(inside))
    broken = "[...document.querySelectorAll('a')].filter((it) => !document.getElementById(it.hash.slice(1))).map((it) => it.href)"
    expect("links without a target", [], browser.script(broken))
    elsewhere = "performance.getEntriesByType('resource').map((it) => it.name)"
    expect("other resources", [], browser.script(elsewhere))
    # The browser does not lay out what is far below before it is near.
    opened = "document.querySelectorAll('details').forEach((it) => { it.open = true; }); document.querySelectorAll('article').forEach((it) => { it.style.contentVisibility = 'visible'; })"
    for text in ["", opened]:
        browser.script(text)
        browser.script("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        expect("pixels beyond the width", 0, browser.script(wide))
        if screenshot:
            name = screenshot + ("-open" if text else "") + ".png"
            size = browser.call("Page.getLayoutMetrics")["cssContentSize"]
            clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 4000), "scale": 1}
            image = browser.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)["data"]
            with open(name, "wb") as file:
                file.write(base64.b64decode(image))


def search(browser, page, changes):
    browser.open(page + "#search=nothing-has-this")
    expect("found by a search for nothing", 0, browser.script(VISIBLE))
    subject = next(change["subject"] for change in changes if "`" not in change["subject"])
    browser.open(page + "#search=" + urllib.parse.quote(subject))
    found = browser.script(VISIBLE)
    named = sum(change["subject"] == subject for change in changes)
    expect("a search finds its subject", True, named <= found < max(len(changes), 2))
    expect("the result of the search", f"{found} of {len(changes)}", browser.script("document.getElementById('shown').textContent"))
    browser.open(page + f"#c{len(changes) - 1}")
    expect("a linked change is open", True, browser.script(f"document.getElementById('c{len(changes) - 1}').open"))
    # From the search, the tabulator leads on to the first change, and the enter key opens it.
    browser.open(page)
    browser.script("document.querySelector('.change').scrollIntoView(); document.getElementById('search').focus()")
    for key, code, text in [("Tab", 9, ""), ("Enter", 13, "\r")]:
        parts = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        browser.call("Input.dispatchKeyEvent", type="keyDown", text=text, **parts)
        browser.call("Input.dispatchKeyEvent", type="keyUp", **parts)
    expect("opened by the keyboard", True, browser.script("document.activeElement.parentElement.open === true"))


def main(program, page, result, screenshots=None):
    with open(result, encoding="utf-8") as file:
        changes = json.load(file)["changes"]
    page = "file://" + os.path.abspath(page)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        for width in WIDTHS:
            size = {"width": width, "height": 900 if width > 500 else 844, "deviceScaleFactor": 1, "mobile": width < 500}
            browser.call("Emulation.setDeviceMetricsOverride", **size)
            for scheme in SCHEMES:
                media = [{"name": "prefers-color-scheme", "value": scheme}]
                browser.call("Emulation.setEmulatedMedia", features=media)
                look(browser, page, changes, screenshots and f"{screenshots}/{width}-{scheme}")
        search(browser, page, changes)
        print(f"the page of changes: {len(changes)} changes at {WIDTHS} pixels, {' and '.join(SCHEMES)}, in {browser.version}")
        browser.session = None
        browser.call("Browser.close")
        browser.process.wait(20)


main(*sys.argv[1:])
