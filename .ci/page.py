#!/usr/bin/env python3
"""Opens the audit's report in headless Chromium and uses it as people do. Needs nothing but Chromium and Python.

    page.py TUNESMITH [CHROMIUM] [--screenshots DIR]

Data with planted faults are audited with `--report`; the page must open from the disk without a message on the console and
without a request, sort, filter, show texts only on request, print only what is shown, and keep a text that holds `<script>` a text.
Chromium is driven through its debugging pipe (two file descriptors, messages that end in NUL), so that no port is opened and no
package is needed.
"""

import base64
import json
import os
import pathlib
import random
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

MARK = "xylophone-marmalade"
SCRIPT = f"{MARK} <script>document.title='taken'</script><img src=x onerror=alert(1)> & </pre> is a text"
PATIENCE = 60


def plant(folder, rows=600, seed=7):
    """Rows with leaks, conflicts, a text with HTML, two long ones, a group that one split lacks, and more of one label in another."""
    draw = random.Random(seed)
    words = """amber barge candle dapple ember fennel garnet harbour indigo jasper kettle lantern meadow nutmeg orchard pebble
        quilt raven saffron thimble umber velvet willow yarrow zephyr anchor basket cobble drizzle easel ferry gable hollow island
        juniper kernel lagoon mosaic nectar oboe paddle quarry ripple sorrel tundra urchin violet walnut""".split()
    groups = ["women", "lgbtq", "muslims", "migrants", "disabled", None]

    def row(number, split, text=None, label=None, group="draw"):
        share = {"train": 0.4, "val": 0.45, "test": 0.75}[split]
        label = label or ("hate" if draw.random() < share else "normal")
        text = text or " ".join(draw.choice(words) for _ in range(max(5, int(draw.gauss(22, 9)))))
        group = draw.choice(groups) if group == "draw" else group
        return {
            "text": text,
            "label_binary": label,
            "label_multiclass": label,
            "target_group_norm": group,
            "persona_tag": "unknown",
            "source_dataset": draw.choice(["forum", "board", "chat"]),
            "is_synthetic": False,
            "rationale_text": " ".join(text.split()[:2]) if label == "hate" else None,
            "fine_tuning_embedding": "-",
            "original_id": f"row_{number}",
            "split": split,
        }

    train = [row(number, "train") for number in range(rows)]
    val = [row(rows + number, "val") for number in range(rows // 6)]
    test = [row(2 * rows + number, "test", group="women") for number in range(rows // 4)]
    # Leaks as they stand and nearly, one text with two labels, texts that are there twice.
    for at in range(24):
        test[at]["text"] = train[at * 3]["text"]
    for at in range(24, 38):
        test[at]["text"] = train[at * 3]["text"] + " " + draw.choice(words)
    for at in range(9):
        twin = train[at * 5 + 200]
        train[at * 5 + 201].update(text=twin["text"], label_binary="hate" if twin["label_binary"] == "normal" else "normal")
    for at in range(30):
        train[at + 400]["text"] = train[at + 300]["text"].upper() + "!"
    for spot, times in ((590, 700), (591, 900)):
        train[spot]["text"] = " ".join(draw.choice(words) for _ in range(times * 2))
    train[1]["text"] = val[5]["text"] = SCRIPT
    train[596]["text"] = "—"
    for name, split in (("train", train), ("val", val), ("test", test)):
        (folder / f"unified_{name}.json").write_text(json.dumps(split, ensure_ascii=False, indent=1), encoding="utf-8")


class Chromium:
    """A headless browser with one page, driven through its pipe."""

    def __init__(self, program, profile):
        to_read, self.to_write = os.pipe()
        self.from_read, to_write = os.pipe()
        # The pipe's ends are 3 and 4 in Chromium; both are moved out of the way of these numbers first.
        ends = [os.dup2(end, at) for end, at in ((to_read, 203), (to_write, 204))]
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        arguments = [
            program, "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={profile}", "--no-first-run",
            "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-extensions",
            "--force-prefers-reduced-motion", "--hide-scrollbars", *sandbox, "about:blank",
        ]
        shell = ["bash", "-c", 'exec 3<&203 4>&204 203<&- 204>&-; exec "$@"', "bash"]
        self.process = subprocess.Popen(
            shell + arguments, pass_fds=ends, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for end in (to_read, to_write, *ends):
            os.close(end)
        self.count, self.rest, self.events, self.session = 0, b"", [], None
        targets = self.call("Target.getTargets")["targetInfos"]
        target = next(target["targetId"] for target in targets if target["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def receive(self, until):
        while b"\0" not in self.rest:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.from_read], [], [], left)[0]:
                raise TimeoutError("Chromium does not answer")
            piece = os.read(self.from_read, 1 << 20)
            if not piece:
                raise EOFError(f"Chromium has ended with {self.process.wait()}")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        self.count += 1
        message = {"id": self.count, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to_write, data):]
        until = time.monotonic() + PATIENCE
        while True:
            message = self.receive(until)
            if message.get("id") == self.count:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def open(self, url):
        self.events.clear()
        self.call("Page.navigate", url=url)
        until = time.monotonic() + PATIENCE
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.receive(until))

    def ask(self, expression):
        """The value of a JavaScript expression in the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def key(self, key, code, text=None):
        event = {"key": key, "windowsVirtualKeyCode": code, "code": key}
        self.call("Input.dispatchKeyEvent", type="keyDown", **event, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **event)

    def messages(self):
        """What the page said on the console, and faults in it."""
        names = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        return [event["params"] for event in self.events if event.get("method") in names]

    def requests(self):
        sent = [event for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    def close(self):
        try:
            self.call("Browser.close")
        except (EOFError, RuntimeError, TimeoutError, OSError):
            self.process.kill()
        self.process.wait(PATIENCE)


def check(page, url, work):
    seen = "document.body.innerText"
    page.open(url)

    def holds(what, is_true):
        assert is_true, what
        print(f"ok: {what}")

    holds("the title is the verdict", re.match(r"Audit: \d+ errors, \d+ warnings$", page.ask("document.title")))
    holds("the verdict comes first", page.ask("document.querySelector('main h1').textContent") == "Not ready for training")
    links = "[...document.querySelectorAll('.worst a')].map(link => link.getAttribute('href').slice(1))"
    worst = page.ask(links)
    holds(f"the three worst are leaks, conflicts and cut answers: {worst}", set(worst) <= {
        "error-split-leak", "error-near-leak", "error-label-conflict", "error-token-budget"} and len(worst) == 3)
    broken = "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.hash.slice(1)).filter(id => !document.getElementById(id))"
    holds("every link in the page leads somewhere", page.ask(broken) == [])
    twice = "(ids => ids.filter((id, at) => ids.indexOf(id) !== at))([...document.querySelectorAll('[id]')].map(e => e.id))"
    holds("no id is there twice", page.ask(twice) == [])
    holds("figures are drawn and described", page.ask(
        "[...document.querySelectorAll('svg[role=img]')].every(svg => svg.getBoundingClientRect().height > 40 && svg.getAttribute('aria-labelledby')"
        ".split(' ').every(id => document.getElementById(id).textContent.length > 5))") and page.ask("document.querySelectorAll('figure').length") >= 6)

    holds("no text is seen before it is asked for", MARK not in page.ask(seen) and "<script>document" not in page.ask(seen))
    pdf = base64.b64decode(page.call("Page.printToPDF", printBackground=True)["data"])
    holds("no text is printed before it is asked for", MARK not in text_of(pdf, work))
    opened = f"(text => (text.querySelector('summary').click(), text.open))([...document.querySelectorAll('details.text')].find(text => text.textContent.includes('{MARK}')))"
    page.ask("document.querySelectorAll('details.more').forEach(more => more.open = true)")
    holds("a click shows one text", page.ask(opened) and page.ask(seen).count("xylophone") >= 1)
    holds("and no other", page.ask("document.querySelectorAll('details.text[open]').length") == 1)
    holds("a text that holds <script> is a text", "<script>document.title" in page.ask(seen) and page.ask("document.title").startswith("Audit"))
    holds("and made no elements", page.ask("document.scripts.length") == 1 and page.ask("document.images.length") == 0)
    pdf = base64.b64decode(page.call("Page.printToPDF", printBackground=True)["data"])
    holds("what is shown is printed", MARK in text_of(pdf, work))
    page.ask("document.getElementById('all-texts').click()")
    holds("a button shows all texts", page.ask("[...document.querySelectorAll('details.text')].every(text => text.open)"))
    page.ask("document.getElementById('all-texts').click()")
    holds("and hides them", page.ask("[...document.querySelectorAll('details.text')].every(text => !text.open)") and MARK not in page.ask(seen))

    table = "document.querySelector('#section-groups table')"
    column = f"[...{table}.tBodies[0].rows].map(row => row.cells[1].textContent.replaceAll(',', ''))"
    page.ask(f"{table}.querySelectorAll('th button')[1].focus()")
    page.key("Enter", 13, "\r")
    values = [int(value) for value in page.ask(column)]
    holds("the keyboard sorts a table, the largest first", values == sorted(values, reverse=True) and len(values) > 2)
    holds("and says so", page.ask(f"{table}.querySelectorAll('th')[1].getAttribute('aria-sort')") == "descending")
    page.key("Enter", 13, "\r")
    holds("again turns it round", [int(value) for value in page.ask(column)] == sorted(values))
    shares = f"[...{table}.tBodies[0].rows].map(row => row.cells[6].textContent)"
    page.ask(f"{table}.querySelectorAll('th button')[6].click()")
    values = [float(value.removesuffix(" %")) for value in page.ask(shares)]
    holds("shares are sorted as numbers", values == sorted(values, reverse=True))

    kept = "[...document.querySelectorAll('article')].filter(article => article.checkVisibility()).map(article => article.closest('.kind').id)"
    page.ask("document.querySelector('#texts input').focus()")
    page.call("Input.insertText", text="label-conflict")
    found = page.ask(kept)
    holds("typing filters the findings", found and all(kind.endswith("-label-conflict") for kind in found))
    holds("and their number is said", page.ask("document.querySelector('#texts [role=status]').textContent").startswith(f"{len(found)} of "))
    page.ask("(input => (input.value = '" + MARK + "', input.dispatchEvent(new Event('input'))))(document.querySelector('#texts input'))")
    holds("the filter does not ask hidden texts", page.ask(kept) == [])
    page.ask("(input => (input.value = '', input.dispatchEvent(new Event('input'))))(document.querySelector('#texts input'))")
    holds("an empty filter shows all again", len(page.ask(kept)) > len(found))

    for width in (360, 1280):
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        holds(f"nothing is wider than {width} pixels", page.ask("document.documentElement.scrollWidth") <= width)

    page.ask("fetch('https://example.org/').catch(() => 0)")
    said = page.messages()
    refused = [entry for entry in said if "Content Security Policy" in json.dumps(entry)]
    holds("the policy lets nothing leave, if somebody should try", len(refused) >= 1)
    others = [entry for entry in said if entry not in refused and "example.org" not in json.dumps(entry)]
    holds(f"the console is silent: {others}", others == [])
    holds("no request was made but for the page itself", [at for at in page.requests() if not at.startswith("https://example.org")] == [url])

    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open(url)
    holds("without a script the page is whole", page.ask("document.querySelectorAll('article').length") > 20)
    page.call("Emulation.setScriptExecutionDisabled", value=False)


def text_of(pdf, work):
    """The words of a PDF."""
    (work / "page.pdf").write_bytes(pdf)
    words = subprocess.run(["pdftotext", work / "page.pdf", "-"], check=True, capture_output=True, text=True)
    return words.stdout


def screenshots(page, url, folder):
    folder.mkdir(parents=True, exist_ok=True)

    def shot(name):
        size = page.call("Page.getLayoutMetrics")["cssContentSize"]
        for at, top in enumerate(range(0, int(size["height"]), 1600)):
            clip = {"x": 0, "y": top, "width": size["width"], "height": min(1600, size["height"] - top), "scale": 1}
            data = page.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"]
            (folder / f"{name}-{at:02}.png").write_bytes(base64.b64decode(data))

    for name, scheme, width in (("light", "light", 1280), ("dark", "dark", 1280), ("narrow", "light", 380)):
        page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        page.open(url)
        shot(name)
    page.call("Emulation.clearDeviceMetricsOverride")
    page.open(url)
    pdf = page.call("Page.printToPDF", printBackground=True, preferCSSPageSize=False, paperWidth=8.27, paperHeight=11.69)["data"]
    (folder / "print.pdf").write_bytes(base64.b64decode(pdf))


def main():
    arguments = sys.argv[1:]
    shots = pathlib.Path(arguments.pop(arguments.index("--screenshots") + 1)) if "--screenshots" in arguments else None
    arguments = [argument for argument in arguments if argument != "--screenshots"]
    tunesmith = pathlib.Path(arguments[0]).resolve()
    chromium = arguments[1] if len(arguments) > 1 else shutil.which("chromium")
    assert chromium, "there is no chromium; on Debian: apt-get install chromium"
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        (work / "data").mkdir()
        plant(work / "data")
        report = work / "audit.html"
        command = [tunesmith, "audit", "--unified-dir", "data", "--include-test", "--quiet", "--report", report.name]
        ran = subprocess.run(command, cwd=work, capture_output=True, text=True)
        assert ran.returncode == 1, f"the planted errors end the audit with 1, not {ran.returncode}: {ran.stderr[-2000:]}"
        first = report.read_bytes()
        again = subprocess.run([*command, "--threads", "1"], cwd=work, capture_output=True)
        assert again.returncode == 1 and report.read_bytes() == first, "an earlier report is replaced, by equal bytes"
        document = json.loads((work / "audit.json").read_text(encoding="utf-8"))
        assert document["verdict"]["errors"] > 0 and len(document["findings"]) > 50, "all of it stands as JSON beside the page"
        page = Chromium(chromium, work / "profile")
        try:
            if shots:
                screenshots(page, report.as_uri(), shots)
                shutil.copy(report, shots)
            else:
                check(page, report.as_uri(), work)
        finally:
            page.close()
    print("The page does what it should.")


if __name__ == "__main__":
    main()
