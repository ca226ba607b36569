// Reads server-sent events by fetch, because an EventSource cannot send a key and does not show heartbeats.
import { headers } from './api.js';

/** The app beats every 15 seconds: a stream that is silent for longer is broken. */
const SILENCE_MS = 35_000;
const RETRY_MS = 1_000;

/** A stream that comes back by itself, from where it was, until it is closed. */
export class EventStream {
  #abort = new AbortController();
  #lastId = null;
  #closed = false;

  /** @param on `{ event(name, data), open(), lost() }` */
  constructor(path, on) {
    this.path = path;
    this.on = on;
    this.isOpen = false;
    void this.#run();
  }

  close() {
    this.#closed = true;
    this.#abort.abort();
  }

  async #run() {
    while (!this.#closed) {
      try {
        await this.#read();
      } catch {
        // Said by `lost`, and tried again.
      }
      if (this.#closed) return;
      if (this.isOpen) this.on.lost();
      this.isOpen = false;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  async #read() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const last = this.#lastId === null ? {} : { 'last-event-id': this.#lastId };
    let silence = setTimeout(() => this.#abort.abort(), SILENCE_MS);
    try {
      const response = await fetch(this.path, { headers: { ...headers(), ...last }, signal });
      if (!response.ok) throw new Error(`status ${response.status}`);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      this.isOpen = true;
      this.on.open();
      let text = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(() => this.#abort.abort(), SILENCE_MS);
        const blocks = (text + value).split('\n\n');
        text = blocks.pop();
        for (const block of blocks) this.#take(block);
      }
    } finally {
      clearTimeout(silence);
    }
  }

  #take(block) {
    const fields = new Map(
      block.split('\n').map((line) => [line.split(':', 1)[0], line.replace(/^[^:]*: ?/, '')]),
    );
    if (fields.has('id')) this.#lastId = fields.get('id');
    if (fields.has('event')) this.on.event(fields.get('event'), JSON.parse(fields.get('data')));
  }
}
