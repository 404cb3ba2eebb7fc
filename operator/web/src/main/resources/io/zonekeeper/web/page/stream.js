/** Follows the server. The browser reconnects by itself, and reports the last number that it has seen. */
export class Connection {
  #store;
  #status;
  #denied;
  #source = null;

  constructor(store, status, denied) {
    this.#store = store;
    this.#status = status;
    this.#denied = denied;
  }

  async start() {
    this.#source?.close();
    try {
      const response = await fetch('api/state');
      if (response.status === 401 || response.status === 403) {
        this.#status('denied');
        this.#denied(await response.text());
        return;
      }
      if (!response.ok) {
        throw new Error(await response.text());
      }
      this.#store.update(await response.json());
    } catch {
      this.#status('connecting');
      setTimeout(() => this.start(), 1000);
      return;
    }
    this.#watch();
    await this.#history();
  }

  #watch() {
    const source = new EventSource(`api/watch?since=${this.#store.seq}`);
    this.#source = source;
    source.onopen = () => this.#status('live');
    source.onmessage = message => {
      const update = JSON.parse(message.data);
      this.#store.update(update);
      if (update.whole) {
        this.#history();
      }
    };
    source.onerror = () => {
      this.#status('lost');
      // Closed for good: the server does not respond as it should, or the token has expired.
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(() => this.start(), 2000);
      }
    };
  }

  async #history() {
    const response = await fetch('api/history');
    if (response.ok) {
      this.#store.remember(await response.json());
    }
  }
}

/** Keeps a token as a cookie that scripts cannot read. */
export const login = token => fetch('api/session', { method: 'POST', body: token });
