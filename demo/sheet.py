"""Prints the demo's one-page timeline as a PDF: ``python -m demo.sheet`` (needs Chromium)."""

import shutil
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

from .drawings.canvas import BLUE, FONT, INK, PAPER, RUBRIC, RULE, SOFT

SHEET = Path(__file__).parent / "documents" / "second-world-war-alliance-timeline.pdf"

PARTS = (
    ("Apart", BLUE, (
        ("30 September 1938", "Munich", "Britain, France, Germany and Italy carve up "
         "Czechoslovakia. Moscow is not invited."),
        ("12–21 August 1939", "Talks in Moscow fail", "British and French officers cannot say if "
         "Poland would let the Red Army in."),
        ("23 August 1939", "Pact with Germany", "A treaty of non-aggression; its secret protocol "
         "divides eastern Europe."),
        ("September 1939", "Poland invaded twice", "By Germany on the 1st, by the Soviet Union "
         "on the 17th. Britain and France declare war on Germany alone."),
        ("14 December 1939", "Expelled from the League", "The League of Nations shuts the "
         "Soviet Union out for attacking Finland."),
        ("18 December 1940", "Directive 21", "Hitler orders his army to make ready to crush "
         "the Soviet Union in a quick campaign."),
    )),
    ("Allied", RUBRIC, (
        ("22 June 1941", "Germany invades", "That evening, on the radio, Churchill promises "
         "the Soviet Union Britain’s help."),
        ("12 July 1941", "Anglo-Soviet Agreement", "Each will help the other, and neither will "
         "make a separate peace."),
        ("1 October 1941", "First supply protocol", "Britain and the United States promise "
         "monthly deliveries. Lend-Lease is extended to the Soviet Union on 7 November."),
        ("5–7 December 1941", "Moscow and Pearl Harbor", "The Red Army counter-attacks; two "
         "days later Japan brings America into the war."),
        ("1 January 1942", "Declaration by United Nations", "Twenty-six governments, the "
         "Soviet one among them, pledge their full resources."),
        ("26 May 1942", "Twenty-year treaty", "In London, Britain and the Soviet Union turn "
         "their agreement into a formal alliance."),
        ("28 Nov–1 Dec 1943", "Tehran", "Stalin, Roosevelt and Churchill meet at last and "
         "set a landing in France for 1944."),
        ("June 1944", "Two fronts at last", "Normandy on the 6th; later in the month the Red Army "
         "breaks Army Group Centre in Belorussia."),
        ("4–11 February 1945", "Yalta", "Zones for Germany, promises for Poland, and in secret a "
         "Soviet pledge to fight Japan."),
        ("April–May 1945", "Victory in Europe", "Americans and Soviets meet on the Elbe on "
         "25 April; Germany surrenders on 8 May, by Moscow’s clocks the 9th."),
        ("17 July–2 Aug 1945", "Potsdam", "The last meeting. The common enemy is gone, and "
         "the quarrel over Europe begins."),
    )),
)  # fmt: skip

STYLE = f"""
@page {{ size: A4; margin: 0 }}
@font-face {{ font-family: Sheet; font-weight: 200 900; src: url(font.woff2) format("woff2") }}
* {{ box-sizing: border-box; margin: 0 }}
body {{
  width: 210mm; height: 296.9mm; padding: 15mm 17mm 12mm; overflow: hidden;
  display: flex; flex-direction: column; background: {PAPER}; color: {INK};
  font: 9.4pt/1.34 Sheet, serif;
  print-color-adjust: exact; -webkit-print-color-adjust: exact;
}}
h1 {{ font-size: 27pt; font-weight: 650; line-height: 1.1 }}
.lead {{ color: {SOFT}; font-size: 11.5pt; margin: 1mm 0 5mm }}
section {{ display: flex; flex-direction: column; justify-content: space-between }}
section + section {{ margin-top: 3mm }}
h2 {{
  font-size: 10pt; font-weight: 650; letter-spacing: .16em; text-transform: uppercase;
  color: var(--ink); border-top: .6mm solid var(--ink); padding: 1.6mm 0 1.8mm;
}}
article {{
  display: grid; grid-template-columns: 34mm 8mm 1fr; padding-bottom: 2.75mm; position: relative;
}}
article time {{ text-align: right; color: {SOFT}; padding-top: .1mm }}
article i {{ position: relative }}
article i::before {{
  content: ""; position: absolute; left: 3.6mm; top: 2.4mm; bottom: -5mm;
  border-left: .4mm solid {RULE};
}}
article:last-child i::before {{ display: none }}
article i::after {{
  content: ""; position: absolute; left: 2.5mm; top: 1.1mm; width: 2.6mm; height: 2.6mm;
  border-radius: 50%; background: var(--ink); border: .4mm solid {PAPER};
}}
article div {{ text-wrap: pretty }}
b {{ font-weight: 650; font-size: 11pt; line-height: 1.2; display: block }}
footer {{
  margin-top: auto; border-top: .25mm solid {RULE}; padding-top: 2mm;
  color: {SOFT}; font-size: 8pt;
}}
"""


def html() -> str:
    """The page, without its letters."""
    sections = ""
    for title, ink, entries in PARTS:
        rows = "".join(
            f"<article><time>{escape(day)}</time><i></i>"
            f"<div><b>{escape(name)}</b>{escape(text)}</div></article>"
            for day, name, text in entries
        )
        sections += f'<section style="--ink:{ink}"><h2>{title}</h2>{rows}</section>'
    return (
        f'<!doctype html><html lang="en"><title>The alliance on one page</title><style>{STYLE}'
        "</style><h1>The alliance on one page</h1>"
        '<p class="lead">The Soviet Union and the western Allies, 1938–1945</p>'
        f"{sections}<footer>Goes with the article “Why did the Soviet Union join the Allies in "
        "World War II?”</footer></html>"
    )


def main() -> None:
    """Sets the page in Chromium and prints it."""
    pages = {
        "https://sheet.local/": {"body": html(), "content_type": "text/html; charset=utf-8"},
        "https://sheet.local/font.woff2": {"body": FONT.read_bytes()},
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.route("**/*", lambda route: route.fulfill(**pages[route.request.url]))
        page.goto("https://sheet.local/")
        page.evaluate("document.fonts.ready")
        SHEET.parent.mkdir(exist_ok=True)
        page.pdf(path=SHEET, prefer_css_page_size=True, print_background=True, tagged=True)
        browser.close()
    print(SHEET.name, f"{SHEET.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
