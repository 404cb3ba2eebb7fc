/** Connects the parts of the page. */
import { byId, clock } from './dom.js';
import { Filters } from './filters.js';
import { sentence } from './forecast.js';
import { Matrix } from './matrix.js';
import { Panel } from './panel.js';
import { whenReleased } from './press.js';
import { Store } from './store.js';
import { Connection, login } from './stream.js';
import { themeSwitch } from './theme.js';
import { Timeline } from './timeline.js';

const store = new Store();
const now = () => store.now();
const filters = new Filters();
const matrix = new Matrix(now);
const panel = new Panel(() => matrix.refocus());
const timeline = new Timeline(store);
const banner = byId('banner');
let asked = null;
let drawing = false;

function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

function summary(state) {
  const zones = [...state.zones.values()];
  const services = [...state.services.values()];
  const bad = zones.filter(zone => zone.verdict !== 'Healthy').length;
  const cordoned = zones.filter(zone => zone.cordon).length;
  const evacuated = services.filter(row => Object.values(row.cells ?? {}).some(cell => cell.serving === false)).length;
  const problems = services.filter(row => row.severity === 'problem').length;
  return [
    count(zones.length, 'zone', 'zones') + (bad ? `, ${bad} not Healthy` : ', all Healthy'),
    cordoned ? `${cordoned} cordoned` : null,
    count(services.length, 'service', 'services'),
    evacuated ? `${evacuated} evacuated` : null,
    problems ? count(problems, 'problem', 'problems') : 'no problems',
  ].filter(Boolean).join('  ·  ');
}

function drawBanner(state) {
  const replica = state.replica;
  const standby = replica && !replica.leading
    ? `This replica (${replica.name}) does not lead; ${replica.leader ?? 'no replica that is known'} does. ZoneFailovers, proxies and databases are shown by the leader only.`
    : '';
  const past = store.replaying ? `Replay: this is how it was at ${clock(Number(byId('replay').value))}, not how it is.` : '';
  banner.textContent = [past, standby].filter(Boolean).join(' ');
  banner.hidden = banner.textContent === '';
  document.body.classList.toggle('replaying', store.replaying);
}

function draw() {
  drawing = false;
  const state = store.shown;
  const rows = filters.rows(state);
  matrix.show(state, rows);
  panel.draw(state, now());
  byId('summary').textContent = summary(state);
  byId('forecast').textContent = asked ? sentence(state, asked) : 'Point at a zone, or move to its heading, to see what would be left without it.';
  byId('empty').hidden = rows.length > 0;
  byId('empty').textContent = !state.replica ? 'This replica is filling its caches.'
    : state.services.size === 0 ? 'There are no services.' : 'No service matches the filter.';
  drawBanner(state);
  document.body.dataset.seq = store.seq;
}

/** Draws once for all changes of a frame. */
function redraw() {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(() => whenReleased(draw));
  }
}

store.addEventListener('change', redraw);
filters.addEventListener('change', redraw);
matrix.addEventListener('open', event => panel.open(event.detail, store.shown, now()));
matrix.addEventListener('question', event => {
  asked = event.detail;
  redraw();
});
store.addEventListener('update', event => {
  if (!event.detail.whole) {
    const spoken = event.detail.events.filter(({ kind }) => kind !== 'refusal').map(({ text }) => text);
    if (spoken.length > 0) {
      byId('announce').textContent = spoken.join('. ');
    }
    timeline.draw();
  }
});
// Ages in headings and panel.
setInterval(redraw, 5000);

const WORDS = { live: 'Live', lost: 'Reconnecting', connecting: 'Connecting', denied: 'No access' };
const connection = new Connection(store, status => {
  byId('connection').textContent = WORDS[status];
  byId('connection').dataset.status = status;
}, message => {
  byId('login-message').textContent = message;
  byId('login').showModal();
});
byId('login-form').addEventListener('submit', async () => {
  await login(byId('login-token').value.trim());
  byId('login-token').value = '';
  connection.start();
});
themeSwitch(byId('theme'));
connection.start();
