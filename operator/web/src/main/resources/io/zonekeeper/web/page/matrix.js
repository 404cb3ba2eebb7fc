/**
 * The grid: zones across, services down. Only the rows that can be seen are in the document; spacers above and below
 * take the place of the others, so that a thousand services scroll as quickly as ten.
 *
 * One cell at a time is in the tab order (roving focus); arrow keys, Home, End, Page Up and Page Down move it.
 */
import { byId, h } from './dom.js';
import { lossCell, readyCell, serviceCell, statusCell, zoneCell, zoneHeading, zoneLabel } from './cells.js';
import { lossOf } from './forecast.js';

const ROW_HEIGHT = 31;
const SPARE_ROWS = 8;
const FIRST_ZONE = 2;

/** The name of a zone on one line. */
const unbroken = name => name.replaceAll('-', '\u2011');

export class Matrix extends EventTarget {
  #head = byId('matrix-head');
  #body = byId('matrix-body');
  #above = byId('matrix-above');
  #below = byId('matrix-below');
  #scroller = byId('scroller');
  #table = byId('matrix');
  #rows = [];
  #zones = [];
  #state = null;
  #drawn = new Map();
  #focus = { row: 0, column: 0 };
  #focused = null;
  #zone = null;
  #now = () => Date.now();

  constructor(now) {
    super();
    this.#now = now;
    this.#scroller.addEventListener('scroll', () => this.#drawBody(), { passive: true });
    new ResizeObserver(() => this.#drawBody()).observe(this.#scroller);
    this.#table.addEventListener('keydown', event => this.#key(event));
    this.#table.addEventListener('click', event => this.#click(event));
    this.#table.addEventListener('focusin', event => this.#focusIn(event));
    this.#table.addEventListener('focusout', event => {
      // Not on the way to another cell: drawing would take that one away before it has the focus.
      if (!this.#table.contains(event.relatedTarget)) {
        this.#question(null);
      }
    });
    this.#table.addEventListener('pointerover', event => this.#hover(event));
    this.#table.addEventListener('pointerleave', () => this.#question(null));
  }

  /** Shows these rows of a state. */
  show(state, rows) {
    this.#state = state;
    const names = [...state.zones.keys()];
    if (names.join() !== this.#zones.join()) {
      this.#zones = names;
      this.#drawn.clear();
      this.#body.replaceChildren();
      this.#table.style.setProperty('--zones', names.length);
    }
    this.#rows = rows;
    // The focus stays on its service when the order changes.
    const moved = this.#focused ? rows.findIndex(row => row.id === this.#focused) : -1;
    if (moved >= 0) {
      this.#focus.row = moved + 1;
    }
    this.#focus.row = Math.min(this.#focus.row, rows.length);
    this.#table.setAttribute('aria-rowcount', rows.length + 1);
    this.#table.setAttribute('aria-colcount', this.#columns());
    this.#drawHead();
    this.#drawBody();
  }

  /** Puts the focus where it was in the grid. */
  refocus() {
    this.#focusCell(this.#focus.row, this.#focus.column);
  }

  #columns() {
    return this.#zones.length + FIRST_ZONE + 2;
  }

  #drawHead() {
    const focusWithin = this.#head.contains(document.activeElement);
    const heading = (column, attributes, ...content) => h('th', {
      scope: 'col', role: 'columnheader', 'data-row': 0, 'data-column': column, tabindex: this.#tabindex(0, column), 'aria-colindex': column + 1, ...attributes,
    }, ...content);
    const zones = this.#zones.map((name, i) => {
      const zone = this.#state.zones.get(name);
      return heading(FIRST_ZONE + i, {
        class: `zone v-${zone.verdict}${zone.cordon ? ' is-cordoned' : ''}${this.#zone === name ? ' asked' : ''}`,
        'data-zone': name, 'aria-label': zoneLabel(zone),
      }, h('div', { class: 'zone-box' }, ...zoneHeading(zone, this.#state, this.#now())));
    });
    this.#head.replaceChildren(h('tr', { 'aria-rowindex': 1 },
      heading(0, { class: 'service' }, 'Service'),
      heading(1, { class: 'ready' }, 'Ready'),
      ...zones,
      heading(this.#columns() - 2, { class: 'lost' }, this.#zone ? `Without ${unbroken(this.#zone)}` : 'Without its worst zone'),
      heading(this.#columns() - 1, { class: 'status' }, 'Status')));
    if (focusWithin) {
      this.#cellAt(this.#focus.row, this.#focus.column)?.focus({ preventScroll: true });
    }
  }

  #drawBody() {
    const height = this.#scroller.clientHeight;
    const top = Math.max(0, this.#scroller.scrollTop);
    const first = Math.max(0, Math.min(Math.floor(top / ROW_HEIGHT) - SPARE_ROWS, this.#rows.length));
    const last = Math.min(this.#rows.length, first + Math.ceil(height / ROW_HEIGHT) + 2 * SPARE_ROWS);
    this.#spacer(this.#above, first);
    this.#spacer(this.#below, this.#rows.length - last);
    const drawn = new Map();
    const elements = [];
    for (let i = first; i < last; i++) {
      const row = this.#rows[i];
      const before = this.#drawn.get(row.id);
      const element = before?.row === row && before.zone === this.#zone ? before.element : this.#drawRow(row, before?.element);
      this.#place(element, i + 1);
      drawn.set(row.id, { row, element, zone: this.#zone });
      elements.push(element);
    }
    this.#drawn = drawn;
    const focused = this.#body.contains(document.activeElement) ? document.activeElement.dataset.column : null;
    this.#arrange(elements);
    if (focused !== null && !this.#body.contains(document.activeElement)) {
      this.#cellAt(this.#focus.row, this.#focus.column)?.focus({ preventScroll: true });
    }
  }

  /** Moves elements only where the order is another one: moving one takes the focus from it. */
  #arrange(elements) {
    const wanted = new Set(elements);
    [...this.#body.children].filter(child => !wanted.has(child)).forEach(child => child.remove());
    elements.forEach((element, i) => {
      if (this.#body.children[i] !== element) {
        this.#body.insertBefore(element, this.#body.children[i] ?? null);
      }
    });
  }

  #drawRow(row, old) {
    const cells = [
      h('th', { scope: 'row', role: 'rowheader', class: 'service', 'data-column': 0 }, ...serviceCell(row)),
      h('td', { role: 'gridcell', class: 'ready', 'data-column': 1 }, ...readyCell(row)),
      ...this.#zones.map((zone, i) => {
        const { content, label, kind } = zoneCell(row.cells?.[zone]);
        const asked = this.#zone === zone ? ' asked' : '';
        return h('td', { role: 'gridcell', class: `cell ${kind}${asked}`, 'data-column': FIRST_ZONE + i, 'aria-label': `${zone}: ${label}`, title: row.cells?.[zone]?.reason }, ...content);
      }),
      h('td', { role: 'gridcell', class: 'lost', 'data-column': this.#columns() - 2 }, ...lossCell(lossOf(row, this.#zone))),
      h('td', { role: 'gridcell', class: 'status', 'data-column': this.#columns() - 1, title: row.problems?.[0]?.message }, ...statusCell(row)),
    ];
    cells.forEach(cell => cell.setAttribute('aria-colindex', Number(cell.dataset.column) + 1));
    if (!old) {
      return h('tr', { role: 'row', 'data-id': row.id, class: row.severity }, ...cells);
    }
    old.className = row.severity;
    // Cells that stay keep the focus.
    cells.forEach((cell, i) => {
      const before = old.children[i];
      cell.setAttribute('tabindex', before.getAttribute('tabindex'));
      if (before.className !== cell.className) {
        before.className = cell.className;
      }
      if (!before.isEqualNode(cell)) {
        const had = before === document.activeElement;
        before.replaceWith(cell);
        if (had) {
          cell.focus({ preventScroll: true });
        }
      }
    });
    return old;
  }

  #place(element, index) {
    if (Number(element.dataset.row) !== index) {
      element.dataset.row = index;
      element.setAttribute('aria-rowindex', index + 1);
    }
    for (const cell of element.children) {
      const tabindex = this.#tabindex(index, Number(cell.dataset.column));
      if (cell.tabIndex !== tabindex || !cell.hasAttribute('tabindex')) {
        cell.tabIndex = tabindex;
      }
    }
  }

  #spacer(body, rows) {
    if (Number(body.dataset.rows) !== rows) {
      body.dataset.rows = rows;
      const filler = h('tr', {}, h('td'));
      filler.style.height = `${rows * ROW_HEIGHT}px`;
      body.replaceChildren(...(rows > 0 ? [filler] : []));
    }
  }

  #tabindex(row, column) {
    return row === this.#focus.row && column === this.#focus.column ? 0 : -1;
  }

  #cellAt(row, column) {
    const line = row === 0 ? this.#head.firstElementChild : this.#body.querySelector(`tr[data-row="${row}"]`);
    return line?.querySelector(`[data-column="${column}"]`);
  }

  #focusCell(row, column) {
    this.#cellAt(this.#focus.row, this.#focus.column)?.setAttribute('tabindex', '-1');
    this.#focus = { row: Math.max(0, Math.min(row, this.#rows.length)), column: Math.max(0, Math.min(column, this.#columns() - 1)) };
    this.#reveal(this.#focus.row);
    this.#drawBody();
    const cell = this.#cellAt(this.#focus.row, this.#focus.column);
    cell?.setAttribute('tabindex', '0');
    cell?.focus({ preventScroll: this.#focus.row > 0 });
  }

  #reveal(row) {
    if (row === 0) {
      return;
    }
    const top = (row - 1) * ROW_HEIGHT;
    const visible = this.#scroller.clientHeight - this.#head.offsetHeight - ROW_HEIGHT;
    if (top < this.#scroller.scrollTop) {
      this.#scroller.scrollTop = top;
    } else if (top > this.#scroller.scrollTop + visible) {
      this.#scroller.scrollTop = top - visible;
    }
  }

  #key(event) {
    const { row, column } = this.#focus;
    const page = Math.max(1, Math.floor((this.#scroller.clientHeight - this.#head.offsetHeight) / ROW_HEIGHT) - 1);
    const all = event.ctrlKey || event.metaKey;
    const moves = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      PageUp: [Math.max(1, row - page), column], PageDown: [row + page, column],
      Home: [all ? 0 : row, 0], End: [all ? this.#rows.length : row, this.#columns() - 1],
    };
    if (moves[event.key]) {
      event.preventDefault();
      this.#focusCell(...moves[event.key]);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#open(event.target.closest('[data-column]'));
    }
  }

  #click(event) {
    const cell = event.target.closest('[data-column]');
    if (cell) {
      this.#focusCell(this.#rowOf(cell), Number(cell.dataset.column));
      this.#open(this.#cellAt(this.#focus.row, this.#focus.column));
    }
  }

  #rowOf(cell) {
    return Number(cell.dataset.row ?? cell.parentElement.dataset.row);
  }

  #open(cell) {
    const zone = this.#zoneOf(cell);
    const id = cell?.parentElement.dataset.id;
    if (id) {
      this.dispatchEvent(new CustomEvent('open', { detail: { service: id, zone } }));
    } else if (zone) {
      this.dispatchEvent(new CustomEvent('open', { detail: { zone } }));
    }
  }

  #zoneOf(cell) {
    return this.#zones[Number(cell?.dataset.column) - FIRST_ZONE];
  }

  #focusIn(event) {
    const cell = event.target.closest('[data-column]');
    if (!cell) {
      return;
    }
    this.#focused = cell.parentElement.dataset.id ?? null;
    this.#question(this.#rowOf(cell) === 0 ? this.#zoneOf(cell) : null);
  }

  #hover(event) {
    const cell = event.target.closest('th.zone');
    this.#question(cell ? this.#zoneOf(cell) : null);
  }

  /** Asks what would be ready without a zone. */
  #question(zone) {
    const asked = zone ?? null;
    if (asked !== this.#zone) {
      this.#zone = asked;
      this.#head.querySelectorAll('th.zone').forEach(cell => cell.classList.toggle('asked', cell.dataset.zone === asked));
      this.#head.querySelector('th.lost').textContent = asked ? `Without ${unbroken(asked)}` : 'Without its worst zone';
      this.#drawBody();
      this.dispatchEvent(new CustomEvent('question', { detail: asked }));
    }
  }
}
