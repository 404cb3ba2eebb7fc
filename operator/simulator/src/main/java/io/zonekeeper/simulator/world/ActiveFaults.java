package io.zonekeeper.simulator.world;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Part;

/** The faults under way and those of a moment ago, sorted by what they touch: most touch little. */
public final class ActiveFaults {
    private final List<Fault> faults = new ArrayList<>();
    private final Map<Part, List<Fault>> byPart = new EnumMap<>(Part.class);

    ActiveFaults() {
        for (Part part : Part.values()) {
            byPart.put(part, new ArrayList<>(2));
        }
    }

    void add(Fault fault) {
        faults.add(fault);
        fault.parts().forEach(part -> byPart.get(part).add(fault));
    }

    void remove(Fault fault) {
        faults.remove(fault);
        fault.parts().forEach(part -> byPart.get(part).remove(fault));
    }

    List<Fault> faults() {
        return faults;
    }

    List<Fault> touching(Part part) {
        return byPart.get(part);
    }

    /** Returns whether what happens now may be something else in a moment, without a fault's beginning or end. */
    boolean restless(long now) {
        for (Fault fault : faults) {
            if (fault.during(now) && !fault.steady()) {
                return true;
            }
        }
        return false;
    }

    boolean apiAnswers(int from, long now) {
        for (Fault fault : touching(Part.API)) {
            if (!fault.apiAnswers(from, now)) {
                return false;
            }
        }
        return true;
    }

    /** Returns until when the operator's process stands still; now, where it runs. */
    long standsStillUntil(long now) {
        long until = now;
        for (Fault fault : touching(Part.OPERATOR)) {
            until = Math.max(until, fault.standsStillUntil(now));
        }
        return until;
    }

    boolean observes(int zone, long now) {
        for (Fault fault : touching(Part.OBSERVERS)) {
            if (!fault.observes(zone, now)) {
                return false;
            }
        }
        return true;
    }

    boolean kubeletAnswers(int from, int zone, int node, long now) {
        for (Fault fault : touching(Part.KUBELETS)) {
            if (!fault.kubeletAnswers(from, zone, node, now)) {
                return false;
            }
        }
        return true;
    }

    boolean counted(int zone, int node, long now) {
        for (Fault fault : touching(Part.NODES)) {
            if (!fault.counted(zone, node, now)) {
                return false;
            }
        }
        return true;
    }

    boolean notReady(int zone, int node, long now) {
        for (Fault fault : touching(Part.NODES)) {
            if (fault.notReady(zone, node, now)) {
                return true;
            }
        }
        return false;
    }

    boolean runs(int zone, int service, int target, long now) {
        for (Fault fault : touching(Part.TARGETS)) {
            if (!fault.runs(zone, service, target, now)) {
                return false;
            }
        }
        return true;
    }

    boolean impaired(int zone, long now) {
        for (Fault fault : touching(Part.AWS)) {
            if (fault.impaired(zone, now)) {
                return true;
            }
        }
        return false;
    }

    boolean onTrial(int zone, int service, long now) {
        for (Fault fault : touching(Part.TRIALS)) {
            if (fault.onTrial(zone, service, now)) {
                return true;
            }
        }
        return false;
    }

    boolean unready(int zone, int service, int target, long now) {
        for (Fault fault : touching(Part.PODS)) {
            if (fault.unready(zone, service, target, now)) {
                return true;
            }
        }
        return false;
    }

    boolean touches(int from, int zone, long now) {
        for (Fault fault : touching(Part.PROBES)) {
            if (fault.touches(from, zone) && fault.during(now)) {
                return true;
            }
        }
        return false;
    }
}
