/**
 * Years of made-up faults, run through the same judge and the same guards that a cluster is run with.
 *
 * <p>Nothing here reads a clock: time is a number of milliseconds that a simulation moves on, and chance is a seeded
 * generator, so that the same seed gives the same result on any number of threads.
 */
package io.zonekeeper.simulator;
