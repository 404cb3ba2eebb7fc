package io.zonekeeper.core.audit.facts;

import java.util.Comparator;

/**
 * The name of an object in a namespace.
 *
 * @param group its API group; empty for the core group
 * @param kind its kind
 * @param namespace its namespace
 * @param name its name
 */
public record ObjectName(String group, String kind, String namespace, String name) implements Comparable<ObjectName> {
    private static final Comparator<ObjectName> ORDER = Comparator.comparing(ObjectName::namespace)
            .thenComparing(ObjectName::name)
            .thenComparing(ObjectName::kind)
            .thenComparing(ObjectName::group);

    /** Returns a name in the group {@code apps}. */
    public static ObjectName apps(String kind, String namespace, String name) {
        return new ObjectName("apps", kind, namespace, name);
    }

    /** Returns whether it is of a kind of Zonekeeper. */
    public boolean ofZonekeeper() {
        return group.equals("zonekeeper.io");
    }

    /** Returns it as {@code Deployment shop/web}. */
    public String text() {
        return "%s %s/%s".formatted(kind, namespace, name);
    }

    @Override
    public int compareTo(ObjectName other) {
        return ORDER.compare(this, other);
    }
}
