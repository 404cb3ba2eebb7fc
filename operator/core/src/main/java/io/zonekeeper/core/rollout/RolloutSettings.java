package io.zonekeeper.core.rollout;

import java.time.Duration;

/**
 * How a service wants its template rolled out.
 *
 * @param zoneByZone one zone after the other; false for all at once
 * @param bake how long an updated zone is watched before the next
 * @param deadline how long a zone may take until the rollout is called halted
 * @param paused whether template changes are held back
 */
public record RolloutSettings(boolean zoneByZone, Duration bake, Duration deadline, boolean paused) {}
