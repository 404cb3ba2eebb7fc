package io.zonekeeper.web.view;

/**
 * What a service has in one zone; null for what its kind does not report.
 *
 * @param state the word of the status, such as Active or Replacing
 * @param desired pods, servers or members there should be
 * @param ready how many of them are ready
 * @param serving whether the zone gets traffic
 * @param since when the state began
 * @param reason why it is in this state
 * @param cause what the service was evacuated for
 */
public record Cell(
        String state, Integer desired, Integer ready, Boolean serving, String since, String reason, String cause) {
    /** Returns whether the zone was evacuated and does not get traffic yet. */
    public boolean evacuated() {
        return Boolean.FALSE.equals(serving) && !"Removing".equals(state);
    }

    /** Returns whether other zones have taken over what the zone ran. */
    public boolean replaced() {
        return "Drained".equals(state) || "Returning".equals(state);
    }
}
