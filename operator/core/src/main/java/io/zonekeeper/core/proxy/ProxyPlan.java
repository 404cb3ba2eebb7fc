package io.zonekeeper.core.proxy;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the proxies of all zones should do.
 *
 * @param models by zone
 * @param evacuated the zones whose servers get nothing
 * @param failOpen whether every zone with servers is evacuated and none is therefore left
 * @param limits what the engine cannot do of what was asked for, a sentence each
 * @param inTwoZones addresses that are listed in more than one zone, and in which they count, a sentence each
 */
public record ProxyPlan(
        SortedMap<String, ProxyModel> models,
        SortedSet<String> evacuated,
        boolean failOpen,
        List<String> limits,
        List<String> inTwoZones) {
    /** Copies the collections. */
    public ProxyPlan {
        models = new TreeMap<>(models);
        evacuated = new TreeSet<>(evacuated);
        limits = List.copyOf(limits);
        inTwoZones = List.copyOf(inTwoZones);
    }
}
