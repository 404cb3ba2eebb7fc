/** Zonekeeper's own pods: the operator's replicas and the observers. */
package io.zonekeeper.controllers.ownpods;
