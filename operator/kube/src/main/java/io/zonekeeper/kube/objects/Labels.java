package io.zonekeeper.kube.objects;

import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The labels and annotations by which Zonekeeper's objects are known. */
public final class Labels {
    /** Who manages an object, as Kubernetes recommends to say it. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** The value of {@link #MANAGED_BY} on our objects. */
    public static final String ZONEKEEPER = "zonekeeper";

    /** The service that an object belongs to. */
    public static final String SERVICE = "zonekeeper.io/service";

    /** The MongoCluster that an object belongs to. */
    public static final String MONGO = "zonekeeper.io/mongo";

    /** The name of the zone that an object belongs to. */
    public static final String ZONE = "zonekeeper.io/zone";

    /** The ID of the zone that an object belongs to. */
    public static final String ZONE_ID = "zonekeeper.io/zone-id";

    /** Begins the labels that say outside which zone a pod runs, by the zone's slot. */
    public static final String OUTSIDE = "zonekeeper.io/outside-";

    /** Annotation of a custom resource: its objects are left as they are. */
    public static final String PAUSED = "zonekeeper.io/paused";

    /** Annotation of a foreign object: the named custom resource may take it over. */
    public static final String ADOPT = "zonekeeper.io/adopt";

    /**
     * Annotation that asks for failback at once: of a Zone, to end its automatic cordon; of a ZonedService, to come
     * back to the zones whose names or IDs are among the words of its value. Each value is acted on once, so that
     * asking again takes another one, a time behind the names for example.
     */
    public static final String FAILBACK = "zonekeeper.io/failback";

    /** Annotation of a stack: the name of the template that it was last given. */
    public static final String REVISION = "zonekeeper.io/revision";

    /** Annotation of a stack: the template that it was last given, as its author wrote it, where it fits. */
    public static final String TEMPLATE = "zonekeeper.io/template";

    /** Annotation of a ZonedService: another value replaces all pods, as a change of the template does. */
    public static final String RESTARTED_AT = "zonekeeper.io/restartedAt";

    /** Annotation of pods by which {@code kubectl rollout restart} says the same. */
    public static final String POD_RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

    /**
     * Annotation of a ZonedService: the names or IDs of zones that this one service should leave, within its guards,
     * for as long as it stands there.
     */
    public static final String EVACUATE = "zonekeeper.io/evacuate";

    /** Taint of the nodes of a zone that a user cordoned with {@code nodes: true}. */
    public static final String CORDONED_TAINT = "zonekeeper.io/cordoned";

    /**
     * Label of a Service that a ZoneFailover protects, while its selector excludes zones: their slots, separated by
     * dots. By it, what was added to the selector is found again.
     */
    public static final String EXCLUDED_SLOTS = "zonekeeper.io/excluded-slots";

    /** Taint of the nodes of a zone from which pods are being replaced elsewhere for a ZoneFailover. */
    public static final String EVACUATED_TAINT = "zonekeeper.io/evacuated";

    /**
     * Label of a Namespace: with the value {@code enabled} all its Services are protected by a ZoneFailover that the
     * operator makes.
     */
    public static final String ZONE_FAILOVER = "zonekeeper.io/zone-failover";

    private Labels() {}

    /**
     * Returns the slot of the zone whose pods carry these labels: the one that they are not outside of.
     *
     * @param podLabels labels of a pod or pod template
     * @param slots how many slots there are
     */
    public static OptionalInt slotOf(Map<String, String> podLabels, int slots) {
        if (podLabels == null || podLabels.keySet().stream().noneMatch(key -> key.startsWith(OUTSIDE))) {
            return OptionalInt.empty();
        }
        return IntStream.range(0, slots)
                .filter(slot -> !podLabels.containsKey(OUTSIDE + slot))
                .findFirst();
    }
}
