/**
 * The way of a service's stacks out of their zones and home again:
 * {@link io.zonekeeper.core.evacuation.EvacuationPlanner} decides, {@link io.zonekeeper.core.evacuation.StackState}
 * names the stages.
 */
package io.zonekeeper.core.evacuation;
