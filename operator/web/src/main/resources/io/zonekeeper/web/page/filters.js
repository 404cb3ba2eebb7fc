/** Which rows are shown, and in which order. */
import { byId, h } from './dom.js';

const RANK = { problem: 0, evacuated: 1, degraded: 2, changing: 3, ok: 4 };

export class Filters extends EventTarget {
  #name = byId('filter-name');
  #namespace = byId('filter-namespace');
  #state = byId('filter-state');
  #order = byId('filter-order');
  #known = '';

  constructor() {
    super();
    const form = byId('filters');
    form.addEventListener('input', () => this.dispatchEvent(new Event('change')));
    form.addEventListener('submit', event => event.preventDefault());
    document.addEventListener('keydown', event => {
      const typing = event.target.matches('input, select, textarea');
      if (event.key === '/' && !typing) {
        event.preventDefault();
        this.#name.focus();
      }
    });
  }

  /** Returns the rows to show. */
  rows(state) {
    this.#namespaces(state);
    const text = this.#name.value.trim().toLowerCase();
    const rows = [...state.services.values()].filter(row =>
      (!this.#namespace.value || row.namespace === this.#namespace.value)
      && (!this.#state.value || row.severity === this.#state.value)
      && (!text || `${row.namespace}/${row.name}`.toLowerCase().includes(text)));
    const byName = (a, b) => (a.namespace + a.name < b.namespace + b.name ? -1 : 1);
    return rows.sort(this.#order.value === 'name' ? byName : (a, b) => RANK[a.severity] - RANK[b.severity] || byName(a, b));
  }

  #namespaces(state) {
    const names = [...new Set([...state.services.values()].map(row => row.namespace))].sort();
    if (names.join() !== this.#known) {
      this.#known = names.join();
      const chosen = this.#namespace.value;
      this.#namespace.replaceChildren(h('option', { value: '' }, 'All namespaces'), ...names.map(name => h('option', { value: name }, name)));
      this.#namespace.value = names.includes(chosen) ? chosen : '';
    }
  }
}
