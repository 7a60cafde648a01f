"""Makes the demo's silent film of the Moon's orbit: ``python -m demo.film``.

Chromium draws the frames and encodes them (VP9, through WebCodecs); the WebM file round them is
written here, with its duration and an index, so that players can show its length and seek in it.
"""

import base64
import shutil
import struct
from pathlib import Path

from playwright.sync_api import sync_playwright

from .drawings.film_still import orbit_frame

FILM = Path(__file__).parent / "videos" / "moon-orbit.webm"
WIDTH, HEIGHT, RATE, SECONDS = 960, 600, 24, 12
FRAMES, KEY_EVERY, FADE = RATE * SECONDS, 2 * RATE, RATE

ENCODER = """
async ([width, height, rate]) => {
  const config = {codec: "vp09.00.30.08", width, height, framerate: rate, bitrate: 420000};
  window.chunks = [];
  window.encoder = new VideoEncoder({
    output: chunk => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      chunks.push([chunk.type === "key", btoa(String.fromCharCode(...bytes))]);
    },
    error: problem => { throw problem; },
  });
  encoder.configure(config);
}
"""
FRAME = """
async ([picture, microseconds, keyFrame]) => {
  const bytes = Uint8Array.from(atob(picture), letter => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
  const frame = new VideoFrame(bitmap, {timestamp: microseconds});
  encoder.encode(frame, {keyFrame});
  frame.close();
}
"""


def milliseconds(number: int) -> int:
    """The time at which this frame is shown."""
    return round(number * 1000 / RATE)


def encoded_frames() -> list[tuple[bool, bytes]]:
    """Every frame as VP9, each with a flag that tells whether it is a key frame."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
        )
        easel = browser.new_page(
            viewport={"width": 1600, "height": 1000}, device_scale_factor=WIDTH / 1600
        )
        easel.set_content(orbit_frame(0, 1).html())
        easel.evaluate("document.fonts.ready")
        maker = browser.new_page()
        maker.route("**/*", lambda route: route.fulfill(body="", content_type="text/html"))
        maker.goto("https://film.local/")
        maker.evaluate(ENCODER, [WIDTH, HEIGHT, RATE])
        for number in range(FRAMES):
            opacity = min(1, (FRAMES - number) / FADE)
            easel.evaluate(
                "svg => { document.querySelector('svg').outerHTML = svg }",
                orbit_frame(number / FRAMES, opacity).svg(),
            )
            picture = base64.b64encode(easel.screenshot()).decode()
            maker.evaluate(FRAME, [picture, milliseconds(number) * 1000, number % KEY_EVERY == 0])
        chunks = maker.evaluate("async () => { await encoder.flush(); return chunks; }")
        browser.close()
    return [(key, base64.b64decode(data)) for key, data in chunks]


def element(name: str, body: bytes) -> bytes:
    """An EBML element, its name in hexadecimal."""
    return bytes.fromhex(name) + struct.pack(">Q", len(body) | 1 << 56) + body


def number(name: str, value: int) -> bytes:
    """An EBML element that holds a whole number."""
    return element(name, struct.pack(">Q", value))


def webm(frames: list[tuple[bool, bytes]]) -> bytes:
    """The film's file: head, track, index, and a cluster of frames from each key frame on."""
    clusters: list[tuple[int, bytes]] = []
    for start in range(0, len(frames), KEY_EVERY):
        begins = milliseconds(start)
        blocks = b"".join(
            element("a3", struct.pack(">BhB", 0x81, milliseconds(at) - begins, key << 7) + data)
            for at, (key, data) in enumerate(frames[start : start + KEY_EVERY], start)
        )
        clusters.append((begins, element("1f43b675", number("e7", begins) + blocks)))
    head = element("1a45dfa3", b"".join([
        number("4286", 1), number("42f7", 1), number("42f2", 4), number("42f3", 8),
        element("4282", b"webm"), number("4287", 4), number("4285", 2),
    ]))  # fmt: skip
    info = element("1549a966", b"".join([
        number("2ad7b1", 1_000_000), element("4489", struct.pack(">d", SECONDS * 1000)),
        element("4d80", b"demo.film"), element("5741", b"demo.film"),
    ]))  # fmt: skip
    picture = element("e0", number("b0", WIDTH) + number("ba", HEIGHT))
    track = element("1654ae6b", element("ae", b"".join([
        number("d7", 1), number("73c5", 1), number("83", 1), number("9c", 0),
        number("23e383", 1_000_000_000 // RATE), element("86", b"V_VP9"), picture,
    ])))  # fmt: skip
    places = [0] * len(clusters)
    place = len(info) + len(track) + len(_index(clusters, places))
    for order, (_, cluster) in enumerate(clusters):
        places[order] = place
        place += len(cluster)
    body = b"".join(cluster for _, cluster in clusters)
    return head + element("18538067", info + track + _index(clusters, places) + body)


def _index(clusters, places) -> bytes:
    return element("1c53bb6b", b"".join(
        element("bb", number("b3", begins)
                + element("b7", number("f7", 1) + number("f1", place)))
        for (begins, _), place in zip(clusters, places, strict=True)
    ))  # fmt: skip


def main() -> None:
    """Draws, encodes and writes the film."""
    FILM.parent.mkdir(exist_ok=True)
    FILM.write_bytes(webm(encoded_frames()))
    print(FILM.name, f"{FILM.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
