/** What the side panel shows of a zone and of a service. */
import { ago, h, icon } from './dom.js';
import { verdictIcon, zoneCell } from './cells.js';
import { sentence } from './forecast.js';

const section = (title, ...content) => h('section', {}, h('h3', {}, title), ...content);

const facts = list => h('dl', { class: 'facts' }, list.flatMap(({ name, value }) => [h('dt', {}, name), h('dd', {}, value)]));

const problems = (list, now) => h('ul', { class: 'problems' }, list.map(problem => h('li', {},
  h('strong', {}, `${problem.condition}: ${problem.reason}`),
  problem.since ? h('span', { class: 'dim' }, ` for ${ago(problem.since, now)}`) : null,
  h('p', {}, problem.message))));

function table(headings, rows) {
  return h('table', { class: 'plain' },
    h('thead', {}, h('tr', {}, headings.map(heading => h('th', { scope: 'col' }, heading)))),
    h('tbody', {}, rows.map(([first, ...others]) => h('tr', {}, h('th', { scope: 'row' }, first), others.map(cell => h('td', {}, cell ?? '–'))))));
}

export function zoneDetails(zone, state, now) {
  return [
    section('Verdict',
      h('p', {}, h('span', { class: `badge v-${zone.verdict}` }, icon(verdictIcon(zone.verdict)), zone.verdict),
        zone.since ? h('span', { class: 'dim' }, ` for ${ago(zone.since, now)}`) : null),
      zone.evidence ? h('p', { class: 'evidence' }, zone.evidence) : null,
      zone.wouldChange ? h('p', { class: 'dim' }, zone.wouldChange) : null),
    zone.signals?.length ? section('Signals', table(['Signal', 'Result', 'Bad', 'Checked'],
      zone.signals.map(signal => [signal.signal, signal.result, signal.failures, signal.samples]))) : null,
    zone.cordon ? section('Cordon', facts([
      { name: 'By', value: zone.cordon.by }, { name: 'Reason', value: zone.cordon.reason ?? '–' },
      { name: 'Since', value: `${ago(zone.cordon.since, now)} ago` },
      ...(zone.cordon.deadline ? [{ name: 'Closes', value: zone.cordon.deadline }] : [])])) : null,
    zone.problems?.length ? section('Problems and refusals', problems(zone.problems, now)) : null,
    zone.drill ? section('Drill', facts([
      { name: 'Phase', value: zone.drill.phase },
      ...(zone.drill.outcome ? [{ name: 'Outcome', value: zone.drill.outcome }] : []),
      ...(zone.drill.startedAt ? [{ name: 'Started', value: zone.drill.startedAt }] : []),
      ...(zone.drill.endedAt ? [{ name: 'Ended', value: zone.drill.endedAt }] : []),
      ...(zone.drill.facts ?? [])])) : null,
    zone.aws ? section('AWS reports', h('p', {}, zone.aws)) : null,
    section('If it were lost now', h('p', {}, sentence(state, zone.name))),
    section('Zone', facts([
      { name: 'Object', value: `zone/${zone.object}` },
      { name: 'Nodes', value: `${zone.nodes?.ready ?? 0} of ${zone.nodes?.total ?? 0} ready, ${zone.nodes?.schedulable ?? 0} accept pods` },
      { name: 'Slot', value: zone.slot === undefined ? 'none: the zone cannot be evacuated' : String(zone.slot) }])),
  ];
}

export function serviceDetails(row, zone, now) {
  const cells = Object.entries(row.cells ?? {});
  const chosen = zone ? row.cells?.[zone] : null;
  return [
    chosen ? section(`In ${zone}`,
      h('p', {}, zoneCell(chosen).label, chosen.since ? h('span', { class: 'dim' }, ` for ${ago(chosen.since, now)}`) : null),
      chosen.cause ? h('p', {}, `Evacuated for: ${chosen.cause}`) : null,
      chosen.reason ? h('p', { class: 'evidence' }, chosen.reason) : null) : null,
    row.problems?.length
      ? section('Problems and refusals', problems(row.problems, now))
      : section('Status', h('p', {}, 'Everything is as requested.')),
    cells.length ? section('Zones', table(['Zone', 'Ready', 'State', 'Without it'],
      cells.map(([name, cell]) => [name, cell.desired === undefined ? null : `${cell.ready ?? 0}/${cell.desired}`, cell.state,
        row.loss?.[name] ? `${row.loss[name].ready} ready, ${row.loss[name].percent} %` : null])),
      ...cells.filter(([name, cell]) => cell.reason && name !== zone).map(([name, cell]) => h('p', { class: 'reason' }, h('strong', {}, name), ` ${cell.reason}`))) : null,
    row.facts?.length ? section('More', facts(row.facts)) : null,
    section('Object', facts([{ name: 'Kind', value: row.kind }, { name: 'Namespace', value: row.namespace }, { name: 'Name', value: row.owner ?? row.name }])),
  ];
}
