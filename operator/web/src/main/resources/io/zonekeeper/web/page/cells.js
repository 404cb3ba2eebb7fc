/** Draws rows and headings. Every state has a word or figure and an icon; colours only repeat them. */
import { ago, h, icon } from './dom.js';

const VERDICT_ICON = { Healthy: 'ok', Suspect: 'suspect', Unhealthy: 'bad', Unknown: 'unknown' };
const STATE_ICON = {
  Shedding: 'off', Replacing: 'replace', Drained: 'off', Returning: 'return', Removing: 'down', Evacuated: 'off', Incomplete: 'suspect',
};
const SEVERITY_ICON = { problem: 'hold', evacuated: 'off', degraded: 'suspect', changing: 'replace', ok: 'ok' };
const SHORT_KIND = { ZoneFailover: 'failover', ZonalProxy: 'proxy', MongoCluster: 'mongo', MultiAZDatabase: 'database' };

export const verdictIcon = verdict => VERDICT_ICON[verdict] ?? 'unknown';

/** Returns how many services have traffic in a zone. */
export function traffic(state, zone) {
  let all = 0;
  let serving = 0;
  for (const service of state.services.values()) {
    const cell = service.cells?.[zone];
    if (cell && (service.kind === 'ZonedService' || service.kind === 'ZoneFailover')) {
      all++;
      serving += cell.serving === false ? 0 : 1;
    }
  }
  return { all, serving };
}

export function zoneHeading(zone, state, now) {
  const { all, serving } = traffic(state, zone.name);
  const drill = zone.drill && zone.drill.phase !== 'Ended' ? zone.drill : null;
  return [
    h('span', { class: 'zone-name' }, zone.name, h('span', { class: 'dim' }, zone.zoneId ?? '')),
    h('span', { class: `badge v-${zone.verdict}` }, icon(verdictIcon(zone.verdict)), zone.verdict,
      zone.verdict === 'Healthy' ? '' : h('span', { class: 'dim' }, ago(zone.since, now))),
    zone.cordon
      ? h('span', { class: 'badge cordoned' }, icon('cordon'), `Cordoned: ${zone.cordon.by}`)
      : h('span', { class: 'badge plain' }, drill ? '' : 'not cordoned'),
    drill ? h('span', { class: 'badge drill' }, icon('drill'), `Drill: ${drill.phase}`) : null,
    h('span', { class: 'numbers' },
      h('span', { class: zone.nodes && zone.nodes.ready < zone.nodes.total ? 'short' : '' },
        `${zone.nodes?.ready ?? 0}/${zone.nodes?.total ?? 0} nodes`),
      h('span', {}, zone.slot === undefined ? 'no slot' : `slot ${zone.slot}`),
      h('span', { class: serving < all ? 'short' : '' }, `${serving}/${all} with traffic`)),
  ];
}

export function zoneLabel(zone) {
  const cordon = zone.cordon ? `cordoned by ${zone.cordon.by}` : 'not cordoned';
  return `Zone ${zone.name}: ${zone.verdict}, ${cordon}, ${zone.nodes?.ready ?? 0} of ${zone.nodes?.total ?? 0} nodes ready`;
}

function bar(ready, desired) {
  const element = h('span', { class: 'meter', 'aria-hidden': 'true' }, h('span'));
  element.firstChild.style.setProperty('--part', desired > 0 ? Math.min(1, ready / desired) : 0);
  return element;
}

export function serviceCell(row) {
  return [
    h('span', { class: `severity ${row.severity}`, title: row.status }, icon(SEVERITY_ICON[row.severity] ?? 'unknown')),
    h('span', { class: 'name' }, row.name),
    h('span', { class: 'dim namespace' }, row.namespace),
    SHORT_KIND[row.kind] ? h('span', { class: 'kind' }, SHORT_KIND[row.kind]) : null,
  ];
}

export function readyCell(row) {
  if (row.replicas === undefined && row.ready === undefined) {
    return [h('span', { class: 'dim' }, '–')];
  }
  const ready = row.ready ?? 0;
  const replicas = row.replicas ?? 0;
  return [h('span', { class: ready < replicas ? 'count short' : 'count' }, `${ready}/${replicas}`), bar(ready, replicas)];
}

export function zoneCell(cell) {
  if (!cell) {
    return { content: [h('span', { class: 'dim' }, '·')], label: 'nothing there', kind: 'none' };
  }
  const counted = cell.desired !== undefined && cell.desired !== null;
  const active = cell.state === 'Active' && cell.serving !== false;
  const short = counted && (cell.ready ?? 0) < cell.desired;
  const content = [];
  if (counted) {
    content.push(h('span', { class: short ? 'count short' : 'count' }, `${cell.ready ?? 0}/${cell.desired}`));
  }
  if (active) {
    content.push(counted ? bar(cell.ready ?? 0, cell.desired) : null);
  } else {
    const name = STATE_ICON[cell.state];
    content.push(h('span', { class: 'state' }, name ? icon(name) : null, cell.state));
  }
  const words = [counted ? `${cell.ready ?? 0} of ${cell.desired} ready` : '', cell.state, cell.serving === false ? 'no traffic' : ''];
  return { content, label: words.filter(Boolean).join(', '), kind: active ? (short ? 'short-of' : 'active') : `st-${cell.state}` };
}

export function lossCell(loss) {
  if (!loss) {
    return [h('span', { class: 'dim' }, '–')];
  }
  return loss.percent >= 100
    ? [h('span', { class: 'dim' }, `${loss.percent} %`)]
    : [h('span', { class: loss.percent < 50 ? 'loss severe' : 'loss' }, icon('down'), `${loss.percent} %`)];
}

export function statusCell(row) {
  return [h('span', { class: row.severity === 'ok' ? 'dim' : `status ${row.severity}` }, row.status)];
}
