/** The side panel: what is behind a zone, a service or a cell. Escape closes it and returns the focus. */
import { byId } from './dom.js';
import { serviceDetails, zoneDetails } from './details.js';

export class Panel {
  #panel = byId('panel');
  #title = byId('panel-title');
  #body = byId('panel-body');
  #subject = null;
  #closed;

  constructor(closed) {
    this.#closed = closed;
    byId('panel-close').addEventListener('click', () => this.close());
    document.addEventListener('keydown', event => {
      if (event.key === 'Escape' && this.#subject) {
        this.close();
      }
    });
  }

  open(subject, state, now) {
    this.#subject = subject;
    this.#panel.hidden = false;
    document.body.classList.add('with-panel');
    this.draw(state, now);
    this.#title.focus({ preventScroll: true });
  }

  close() {
    this.#subject = null;
    this.#panel.hidden = true;
    document.body.classList.remove('with-panel');
    this.#closed();
  }

  draw(state, now) {
    if (!this.#subject) {
      return;
    }
    const { service, zone } = this.#subject;
    const found = service ? state.services.get(service) : state.zones.get(zone);
    if (!found) {
      this.#title.textContent = service ?? zone;
      this.#body.textContent = 'It does not exist at this time.';
      return;
    }
    this.#title.textContent = service ? `${found.namespace}/${found.name}` : found.name;
    const content = service ? serviceDetails(found, zone, now) : zoneDetails(found, state, now);
    const scrolled = this.#body.scrollTop;
    this.#body.replaceChildren(...content.filter(Boolean));
    this.#body.scrollTop = scrolled;
  }
}
