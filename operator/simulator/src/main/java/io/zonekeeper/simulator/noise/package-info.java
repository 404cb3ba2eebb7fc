/** Faults that are no failure of a zone: what must not be taken for one. */
package io.zonekeeper.simulator.noise;
