// <live-tray>: the camera's live picture with the boxes of its items. Pictures come from /api/preview.mjpeg, boxes as
// "tray" events from /api/events. Both are left and taken up again by themselves when the kiosk restarts.

const retryMilliseconds = 500;

class LiveTray extends HTMLElement {
  static observedAttributes = ["data-asked"];

  attributeChangedCallback() {
    this.markAsked();
  }

  connectedCallback() {
    this.canvas = document.createElement("canvas");
    this.boxes = document.createElement("div");
    this.boxes.className = "boxes";
    this.replaceChildren(this.canvas, this.boxes);
    this.stopping = new AbortController();
    this.drawn = 0;
    this.watchPictures(this.stopping.signal);
    this.watchItems(this.stopping.signal);
  }

  disconnectedCallback() {
    this.stopping.abort();
  }

  async watchPictures(stopping) {
    while (!stopping.aborted) {
      try {
        const response = await fetch("/api/preview.mjpeg", { signal: stopping, cache: "no-store" });
        if (response.ok)
          for await (const picture of parts(response.body))
            this.show(picture);
      } catch {
        // The kiosk restarts or the page leaves: the loop decides.
      }
      this.toggleAttribute("live", false);
      await pause(retryMilliseconds);
    }
  }

  // While a picture is being decoded, newer ones replace each other, so a slow screen never falls behind.
  async show(picture) {
    this.next = picture;
    if (this.decoding)
      return;
    this.decoding = true;
    try {
      while (this.next) {
        const newest = this.next;
        this.next = null;
        const bitmap = await createImageBitmap(new Blob([newest], { type: "image/jpeg" }));
        if (this.canvas.width !== bitmap.width || this.canvas.height !== bitmap.height)
          Object.assign(this.canvas, { width: bitmap.width, height: bitmap.height });
        this.canvas.getContext("2d", { alpha: false }).drawImage(bitmap, 0, 0);
        bitmap.close();
        this.drawn++;
        this.toggleAttribute("live", true);
      }
    } catch {
      // A broken picture: the next one comes in a moment.
    } finally {
      this.decoding = false;
    }
  }

  watchItems(stopping) {
    let events;
    const open = () => {
      events = new EventSource("/api/events");
      events.addEventListener("tray", event => this.place(JSON.parse(event.data)));
      events.onerror = () => {
        if (events.readyState === EventSource.CLOSED)
          setTimeout(() => stopping.aborted || open(), retryMilliseconds);
      };
    };
    open();
    stopping.addEventListener("abort", () => events.close());
  }

  place(tray) {
    const known = new Map([...this.boxes.children].map(box => [box.dataset.id, box]));
    for (const item of tray.items) {
      const box = known.get(item.id) ?? this.boxes.appendChild(newBox(item.id));
      known.delete(item.id);
      box.className = `box ${item.decision}`;
      box.firstChild.textContent = item.name ?? this.asks(item) ?? "";
      box.classList.toggle("low", item.box.y < 0.08 * tray.height);
      box.classList.toggle("right", item.box.x > 0.7 * tray.width);
      Object.assign(box.style, {
        left: `${100 * item.box.x / tray.width}%`,
        top: `${100 * item.box.y / tray.height}%`,
        width: `${100 * item.box.width / tray.width}%`,
        height: `${100 * item.box.height / tray.height}%`,
      });
    }
    for (const gone of known.values())
      gone.remove();
    this.markAsked();
  }

  // In the words that the page was given for a decision, or for what an open one is asked.
  asks({ decision, why }) {
    return decision === "ambiguous" && this.dataset[why.prompt[0].toLowerCase() + why.prompt.slice(1)] || this.dataset[decision];
  }

  // The item that the page asks about stands out.
  markAsked() {
    for (const box of this.boxes?.children ?? [])
      box.classList.toggle("asked", box.dataset.id === this.dataset.asked);
  }
}

function newBox(id) {
  const box = document.createElement("div");
  box.dataset.id = id;
  // Names are cut at their own end, whichever way the page reads.
  box.appendChild(document.createElement("span")).dir = "auto";
  return box;
}

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

// The bodies of a multipart/x-mixed-replace stream, whose parts all carry their Content-Length.
async function* parts(stream) {
  const reader = stream.getReader();
  let bytes = new Uint8Array(0);
  const more = async () => {
    const { done, value } = await reader.read();
    if (done)
      return false;
    const joined = new Uint8Array(bytes.length + value.length);
    joined.set(bytes);
    joined.set(value, bytes.length);
    bytes = joined;
    return true;
  };
  const headersEnd = () => {
    for (let i = 3; i < bytes.length; i++)
      if (bytes[i] === 10 && bytes[i - 1] === 13 && bytes[i - 2] === 10 && bytes[i - 3] === 13)
        return i + 1;
    return -1;
  };
  try {
    while (true) {
      let start;
      while ((start = headersEnd()) < 0)
        if (!await more())
          return;
      const headers = new TextDecoder("latin1").decode(bytes.subarray(0, start));
      const length = Number(/content-length: *(\d+)/i.exec(headers)[1]);
      while (bytes.length < start + length)
        if (!await more())
          return;
      yield bytes.slice(start, start + length);
      bytes = bytes.slice(start + length);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

customElements.define("live-tray", LiveTray);
