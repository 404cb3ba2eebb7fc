package io.zonekeeper.core.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A user's request for a game day, {@code Zone.spec.drill}.
 *
 * @param id tells one request from another; the same request is carried out once
 * @param at when it is to begin; empty for now
 * @param length how long the zone is treated as lost
 * @param reason why, in words
 */
public record DrillRequest(String id, Optional<Instant> at, Duration length, String reason) {}
