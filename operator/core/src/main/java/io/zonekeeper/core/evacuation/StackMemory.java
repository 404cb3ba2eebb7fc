package io.zonekeeper.core.evacuation;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * What the status says of a stack: all that a new leader knows of an evacuation under way.
 *
 * @param state where the stack stood
 * @param since when that began
 * @param home pods that the zone ran before an evacuation of the service began; empty while none is under way
 */
public record StackMemory(StackState state, Instant since, OptionalInt home) {}
