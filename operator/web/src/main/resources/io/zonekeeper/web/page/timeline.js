/** The timeline: a lane for each zone, the events, and the replay. */
import { verdictIcon } from './cells.js';
import { byId, clock, h, icon } from './dom.js';
import { whenReleased } from './press.js';

const ICON = {
  verdict: 'suspect', cordon: 'cordon', uncordon: 'ok', traffic: 'off', capacity: 'replace', failback: 'return', drill: 'drill', refusal: 'hold',
};
const LISTED = 100;
const LEAST_SECONDS = 60;
const STEP_MILLIS = 100;

export class Timeline {
  #store;
  #lanes = byId('lanes');
  #slider = byId('replay');
  #time = byId('replay-time');
  #live = byId('replay-live');
  #play = byId('replay-play');
  #window = byId('replay-window');
  #list = byId('events');
  #timer = null;

  constructor(store) {
    this.#store = store;
    this.#slider.addEventListener('input', () => this.#seek(Number(this.#slider.value)));
    this.#live.addEventListener('click', () => this.#follow());
    this.#play.addEventListener('click', () => (this.#timer ? this.#pause() : this.#start()));
    this.#window.addEventListener('change', () => this.draw());
    byId('replay-previous').addEventListener('click', () => this.#jump(-1));
    byId('replay-next').addEventListener('click', () => this.#jump(1));
    store.addEventListener('history', () => this.draw());
    store.addEventListener('update', event => {
      if (event.detail.events.length > 0 || event.detail.whole) {
        whenReleased(this.#drawEvents);
      }
    });
    setInterval(() => this.draw(), 1000);
  }

  #range() {
    const end = this.#store.now();
    const oldest = Math.min(this.#store.history?.time ?? end, Date.parse(this.#store.events[0]?.at ?? NaN) || end);
    const seconds = Number(this.#window.value) || Infinity;
    return { start: Math.min(Math.max(oldest, end - seconds * 1000), end - LEAST_SECONDS * 1000), end };
  }

  draw() {
    const { start, end } = this.#range();
    this.#slider.min = Math.floor(start);
    this.#slider.max = Math.ceil(end);
    this.#slider.disabled = !this.#store.history;
    if (!this.#store.replaying) {
      this.#slider.value = Math.ceil(end);
    }
    const time = Number(this.#slider.value);
    this.#slider.setAttribute('aria-valuetext', this.#store.replaying ? clock(time) : `live, ${clock(time)}`);
    this.#time.textContent = clock(time);
    this.#live.setAttribute('aria-pressed', String(!this.#store.replaying));
    const at = moment => `${(100 * (moment - start)) / (end - start)}%`;
    this.#lanes.replaceChildren(...[...this.#store.live.zones.keys()].map(zone => this.#lane(zone, start, end, at)));
  }

  #lane(zone, start, end, at) {
    const track = h('div', { class: 'track' });
    for (const { from, to, verdict, cordoned } of this.#segments(zone, end)) {
      if (to > start) {
        const part = h('span', { class: `part v-${verdict}${cordoned ? ' is-cordoned' : ''}` });
        part.style.left = at(Math.max(from, start));
        part.style.width = `calc(${at(start + to - Math.max(from, start))})`;
        track.append(part);
      }
    }
    for (const event of this.#store.events) {
      const time = Date.parse(event.at);
      if (event.zone === zone && time >= start && event.kind !== 'verdict') {
        const mark = h('span', { class: `mark ${event.kind}` });
        mark.style.left = at(time);
        track.append(mark);
      }
    }
    const needle = h('span', { class: 'needle' });
    needle.style.left = at(Number(this.#slider.value));
    return h('div', { class: 'lane' }, h('span', { class: 'lane-name' }, zone), h('div', { class: 'lane-track' }, track, needle));
  }

  /** The verdicts of a zone, from the history where there is one. */
  #segments(zone, end) {
    const segments = [];
    const add = (time, view) => {
      const last = segments.at(-1);
      const [verdict, cordoned] = [view?.verdict ?? 'Unknown', Boolean(view?.cordon)];
      if (!last || last.verdict !== verdict || last.cordoned !== cordoned) {
        if (last) {
          last.to = time;
        }
        segments.push({ from: time, to: end, verdict, cordoned });
      }
    };
    const { history, live } = this.#store;
    if (!history) {
      add(end - 1, live.zones.get(zone));
      return segments;
    }
    const first = history.base.zones.get(zone);
    if (first) {
      add(history.time, first);
    }
    history.changes.filter(change => `zone/${zone}` in change.rows).forEach(change => add(change.time, change.rows[`zone/${zone}`]));
    return segments;
  }

  #drawEvents = () => {
    const newest = this.#store.events.slice(-LISTED).reverse();
    this.#list.replaceChildren(...(newest.length === 0
      ? [h('li', { class: 'dim' }, 'No incident is remembered.')]
      : newest.map(event => h('li', { class: `${event.kind} ${event.value ?? ''}` },
        h('button', { type: 'button', class: 'event', title: event.text, on: { click: () => this.#seek(Date.parse(event.at)) } },
          h('time', { datetime: event.at }, clock(event.at)), icon(event.kind === 'verdict' ? verdictIcon(event.value) : ICON[event.kind]), h('span', {}, event.text))))));
  };

  #seek(time) {
    if (!this.#store.history) {
      return;
    }
    this.#slider.value = time;
    if (time >= Number(this.#slider.max) - 500) {
      this.#follow();
      return;
    }
    this.#store.replay(time);
    this.draw();
  }

  #follow() {
    this.#pause();
    this.#store.follow();
    this.draw();
  }

  #jump(direction) {
    const now = Number(this.#slider.value);
    const times = this.#store.events.map(event => Date.parse(event.at));
    const next = direction > 0 ? times.find(time => time > now) : times.findLast(time => time < now);
    if (next !== undefined) {
      this.#seek(next);
    } else if (direction > 0) {
      this.#follow();
    }
  }

  /** Plays at a speed at which what is left of the window takes half a minute at most. */
  #start() {
    if (!this.#store.history) {
      return;
    }
    const { start, end } = this.#range();
    if (!this.#store.replaying) {
      this.#seek(start);
    }
    const step = Math.max(STEP_MILLIS, ((end - Number(this.#slider.value)) * STEP_MILLIS) / 30_000);
    this.#play.textContent = 'Pause';
    this.#timer = setInterval(() => this.#seek(Number(this.#slider.value) + step), STEP_MILLIS);
  }

  #pause() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#play.textContent = 'Play';
  }
}
