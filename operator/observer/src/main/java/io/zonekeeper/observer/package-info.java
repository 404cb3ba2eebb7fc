/**
 * Observers: processes that check at the pods of services from the zone they run in, and report what they see.
 *
 * <p>No class of the operator framework is used here: an observer is light, and outlives the operator.
 */
package io.zonekeeper.observer;
