/** A cluster of made-up zones, nodes and observers, run second by second through the judge and the guards of core. */
package io.zonekeeper.simulator.world;
