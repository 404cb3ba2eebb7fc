/**
 * Zone failover of Services and workloads that others made: which of them lose the traffic of which zone, which of
 * their pods are replaced elsewhere, and how they come back.
 */
package io.zonekeeper.core.failover;
