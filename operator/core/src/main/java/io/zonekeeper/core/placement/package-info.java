/**
 * How many replicas of a service run in which zone: {@link io.zonekeeper.core.placement.PlacementPlanner} decides,
 * {@link io.zonekeeper.core.placement.LossForecast} tells what is left when a zone is lost.
 */
package io.zonekeeper.core.placement;
