package io.zonekeeper.core.cordon;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.zonekeeper.core.health.ZoneVerdict;

/**
 * A zone, as the guards see it.
 *
 * @param zoneVerdict what the evidence reports about it
 * @param usable whether a node there takes pods
 * @param manual a user's order to keep out of it
 * @param closure its announced end
 * @param external whether someone else made all its nodes unschedulable
 * @param returnRequested whether a user asked for the end of an automatic cordon
 * @param drill why a game day treats it as lost; empty where none does
 * @param standing the cordon that stands
 * @param history its automatic cordons
 * @param abandoned whether it is known for sure, from a fresh list, that the zone has no nodes and no service runs or
 *     asks for pods there: nothing was lost with it, and nothing returns to it
 */
public record ZoneSituation(
        ZoneVerdict zoneVerdict,
        boolean usable,
        Optional<ManualCordon> manual,
        Optional<Closure> closure,
        boolean external,
        boolean returnRequested,
        Optional<String> drill,
        Optional<Cordon> standing,
        CordonHistory history,
        boolean abandoned) {

    /** Creates the situation of a zone of which that is not known. */
    public ZoneSituation(
            ZoneVerdict zoneVerdict,
            boolean usable,
            Optional<ManualCordon> manual,
            Optional<Closure> closure,
            boolean external,
            boolean returnRequested,
            Optional<String> drill,
            Optional<Cordon> standing,
            CordonHistory history) {
        this(zoneVerdict, usable, manual, closure, external, returnRequested, drill, standing, history, false);
    }

    /**
     * A user's order to keep out of a zone.
     *
     * @param reason why
     * @param until when it ends on its own
     * @param nodes whether the nodes are to be tainted
     * @param force whether it holds although as many zones are cordoned as the policy allows
     */
    public record ManualCordon(String reason, Optional<Instant> until, boolean nodes, boolean force) {}

    /**
     * An announced end of a zone.
     *
     * @param at when the zone closes
     * @param leadTime how long before that leaving begins
     */
    public record Closure(Instant at, Duration leadTime) {}

    /** Returns the zone's name. */
    public String zone() {
        return zoneVerdict.zone();
    }

    /** Returns this situation with what a game day makes of it. */
    public ZoneSituation withDrill(Optional<String> reason) {
        return new ZoneSituation(
                zoneVerdict, usable, manual, closure, external, returnRequested, reason, standing, history, abandoned);
    }

    /** Returns this situation with another announced end. */
    public ZoneSituation withClosure(Optional<Closure> announced) {
        return new ZoneSituation(
                zoneVerdict, usable, manual, announced, external, returnRequested, drill, standing, history, abandoned);
    }

    /** Returns this situation of a zone that is known to be abandoned, or not. */
    public ZoneSituation withAbandoned(boolean known) {
        return new ZoneSituation(
                zoneVerdict, usable, manual, closure, external, returnRequested, drill, standing, history, known);
    }
}
