/**
 * What the page knows: the newest state, the events, and the history that can be replayed.
 *
 * A state is { zones, services, replica }, the first two Maps in the order of their names. What is shown is the newest
 * state, or the one of a moment of the past while that is replayed.
 */
const KEPT_CHANGES = 5000;
const KEPT_EVENTS = 500;

const emptyState = () => ({ zones: new Map(), services: new Map(), replica: null });

function put(state, key, value) {
  if (key === 'replica') {
    state.replica = value;
    return;
  }
  const [map, id] = key.startsWith('zone/') ? [state.zones, key.slice(5)] : [state.services, key.slice(4)];
  if (value === null) {
    map.delete(id);
  } else {
    value.id = id;
    map.set(id, value);
  }
}

const apply = (state, rows) => Object.entries(rows).forEach(([key, value]) => put(state, key, value));

const copy = state => ({ zones: new Map(state.zones), services: new Map(state.services), replica: state.replica });

const sorted = map => new Map([...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

export class Store extends EventTarget {
  live = emptyState();
  shown = this.live;
  events = [];
  seq = 0;
  /** Milliseconds between the server's clock and the browser's. */
  ahead = 0;
  history = null;
  #position = { index: -1, state: null };

  get replaying() {
    return this.shown !== this.live;
  }

  now() {
    return Date.now() + this.ahead;
  }

  /** Takes an update of the server. */
  update(update) {
    const zones = this.live.zones.size;
    const services = this.live.services.size;
    if (update.whole) {
      const live = emptyState();
      apply(live, update.rows);
      const following = !this.replaying;
      this.live = live;
      this.shown = following ? live : this.shown;
      this.events = [];
      this.history = null;
    } else {
      apply(this.live, update.rows);
      this.#remember(update);
    }
    if (zones !== this.live.zones.size) {
      this.live.zones = sorted(this.live.zones);
    }
    if (services !== this.live.services.size) {
      this.live.services = sorted(this.live.services);
    }
    this.ahead = Date.parse(update.at) - Date.now();
    this.seq = update.seq;
    this.events = [...this.events, ...update.events].slice(-KEPT_EVENTS);
    this.dispatchEvent(new CustomEvent('update', { detail: update }));
    if (!this.replaying) {
      this.#changed(Object.keys(update.rows));
    }
  }

  /** Takes the history of the server: the rows at its beginning, and every change since. */
  remember(history) {
    const base = emptyState();
    apply(base, history.rows);
    const changes = history.changes.map(({ seq, at, rows }) => ({ seq, time: Date.parse(at), rows }));
    this.history = { time: Date.parse(history.at), base, changes };
    this.#position = { index: -1, state: null };
    this.dispatchEvent(new Event('history'));
  }

  /** Shows the state of a moment. */
  replay(time) {
    const { base, changes } = this.history;
    let index = changes.findLastIndex(change => change.time <= time);
    index = Math.max(index, Math.min(0, changes.length - 1));
    let { index: from, state } = this.#position;
    if (!state || from > index) {
      [from, state] = [-1, copy(base)];
    } else {
      state = copy(state);
    }
    for (let i = from + 1; i <= index; i++) {
      apply(state, changes[i].rows);
    }
    state.zones = sorted(state.zones);
    state.services = sorted(state.services);
    this.#position = { index, state };
    this.shown = state;
    this.#changed(null);
  }

  /** Shows the newest state again. */
  follow() {
    if (this.replaying) {
      this.shown = this.live;
      this.#changed(null);
    }
  }

  #remember(update) {
    if (!this.history) {
      return;
    }
    const { changes, base } = this.history;
    if (update.seq > (changes.at(-1)?.seq ?? 0)) {
      changes.push({ seq: update.seq, time: Date.parse(update.at), rows: update.rows });
    }
    if (changes.length > KEPT_CHANGES && !this.replaying) {
      const oldest = changes.shift();
      apply(base, oldest.rows);
      this.history.time = oldest.time;
      this.#position = { index: -1, state: null };
    }
  }

  #changed(keys) {
    this.dispatchEvent(new CustomEvent('change', { detail: keys }));
  }
}
