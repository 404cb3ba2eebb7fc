/** What would be ready if a zone were lost now, as the operator forecasts it for each service. */
export function worstLoss(row) {
  const losses = Object.values(row.loss ?? {});
  return losses.length === 0 ? undefined : losses.reduce((worst, loss) => (loss.percent < worst.percent ? loss : worst));
}

/** Returns a service's loss of the zone in question, or its worst where there is none. */
export const lossOf = (row, zone) => (zone ? row.loss?.[zone] : worstLoss(row));

/** Returns a sentence about a zone. */
export function sentence(state, zone) {
  const rows = [...state.services.values()].filter(row => row.loss?.[zone]);
  if (rows.length === 0) {
    return `No service would lose pods with ${zone}.`;
  }
  const short = rows.filter(row => row.loss[zone].percent < 100);
  if (short.length === 0) {
    return `If ${zone} were lost now, all ${rows.length} services would keep their replicas ready.`;
  }
  const least = short.reduce((worst, row) => (row.loss[zone].percent < worst.loss[zone].percent ? row : worst));
  return `If ${zone} were lost now, ${short.length} of ${rows.length} services would have fewer pods ready than replicas until they are replaced;`
    + ` the fewest: ${least.namespace}/${least.name} with ${least.loss[zone].ready} of ${least.replicas} (${least.loss[zone].percent} %).`;
}
