"""Opens the collector's console in headless Chromium as its first administrator, and looks for the attack's alerts.

usage: page.py URL LINK_FILE WORKLOAD PICTURES    LINK_FILE ends with the link that `init` printed; it is used up
Ends with 1 when a page does not show what it must, or the browser's console holds an error or a violation of the policy.
"""

import base64, json, os, secrets, socket, subprocess, sys, tempfile, time, urllib.error, urllib.request

url, link_file, workload, pictures = sys.argv[1:5]
link = open(link_file).read().split()[-1]


class Browser:
    """chromedriver's own protocol, W3C WebDriver: no library is needed for the little that is asked here."""

    def __init__(self, home):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        places = {name: home for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={port}"], env={**os.environ, **places}, stdout=subprocess.DEVNULL)
        self.base = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                self.call("GET", "/status")
                break
            except OSError:
                time.sleep(0.1)
        options = {"binary": "/usr/bin/chromium", "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", f"--user-data-dir={home}/profile", "--window-size=1280,1000"]}
        # The authority is a minute old, and the browser does not know it.
        wanted = {"browserName": "chrome", "acceptInsecureCerts": True, "goog:loggingPrefs": {"browser": "ALL"},
                  "goog:chromeOptions": options}
        self.base += "/session/" + self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, None if body is None else json.dumps(body).encode(), {"Content-Type": "application/json"},
            method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def run(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def open(self, address):
        self.call("POST", "/url", {"url": address})
        self.until("return document.readyState === 'complete' && "
                   "document.getElementById('content')?.getAttribute('aria-busy') !== 'true'")

    def until(self, script, *arguments, seconds=20):
        end = time.monotonic() + seconds
        while not self.run(script, *arguments):
            if time.monotonic() > end:
                sys.exit(f"error: the page does not get there: {script} {arguments}\n{self.run('return document.body.innerText')}")
            time.sleep(0.1)

    def picture(self, name):
        path = os.path.join(pictures, name + ".png")
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", "/screenshot")))
        print(path)

    def complaints(self):
        return [entry["message"] for entry in self.call("POST", "/se/log", {"type": "browser"})]

    def end(self):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait(20)


def look(browser):
    browser.open(link)
    password = secrets.token_urlsafe(18)
    browser.run("const [form] = document.forms; const [name, ...words] = form.querySelectorAll('input');"
                "name.value = 'quickstart'; for (const word of words) word.value = arguments[0]; form.requestSubmit()",
                password)
    browser.until("return location.pathname === '/'")
    browser.until("return document.querySelectorAll('.row').length > 0")
    browser.until("return document.getElementById('live').textContent === 'Live'")
    browser.until("return [...document.querySelectorAll('.row')].some(row => row.innerText.includes(arguments[0]))", workload)
    browser.picture("alerts")
    print(browser.run("return document.querySelectorAll('.row').length"), "alerts in the list, live")
    for name, text in (("shell", "/bin/sh"), ("dropped", "/tmp/nc")):
        browser.open(url + "/")
        browser.until("return document.querySelectorAll('.row').length > 0")
        browser.run("[...document.querySelectorAll('.row')].find(row => row.innerText.includes(arguments[0]))"
                    ".querySelector('a').click()", text)
        browser.until("return location.pathname === '/alert'")
        browser.until("return document.getElementById('content').innerText.includes(arguments[0])", text)
        browser.picture(name)
    browser.open(url + "/agents")
    browser.until("return document.querySelectorAll('li.agent').length > 0")
    browser.picture("agents")
    if found := browser.complaints():
        sys.exit("error: the browser complains: " + "; ".join(found))
    print("no error and no violation of the policy in the browser's console")


os.makedirs(pictures, exist_ok=True)
with tempfile.TemporaryDirectory(prefix="yagura-browser.", ignore_cleanup_errors=True) as home:
    browser = Browser(home)
    try:
        look(browser)
    finally:
        browser.end()
