/** Many years of a world at once: what they add up to, and recorded traces replayed. */
package io.zonekeeper.simulator.experiment;
