package io.zonekeeper.controllers.signals;

import java.time.Instant;

import io.zonekeeper.controllers.cluster.PolicySettings.SignalSwitches;
import io.zonekeeper.core.health.Sensitivity;

/**
 * What one evaluation of all signals goes by.
 *
 * @param sensitivity the thresholds in effect
 * @param switches which signals are in use
 * @param sighted whether the API server answers: what did not arrive while it does not is no silence
 * @param now by a clock that does not jump
 */
public record Moment(Sensitivity sensitivity, SignalSwitches switches, boolean sighted, Instant now) {}
