/**
 * What decides in which zone pods may be evicted, beside the service itself: drained nodes and the budgets of others.
 */
package io.zonekeeper.controllers.drains;
