/** What can go wrong in a simulated cluster, how the cluster is laid out, and how fast its parts work. */
package io.zonekeeper.simulator.fault;
