package io.zonekeeper.core.zone;

/**
 * What a zone is called.
 *
 * @param name value of the node label {@code topology.kubernetes.io/zone}; differs per AWS account
 * @param id value of the node label {@code topology.k8s.aws/zone-id}, the same in every AWS account; empty when unknown
 * @param region value of the node label {@code topology.kubernetes.io/region}; empty when unknown
 */
public record ZoneIdentity(String name, String id, String region) {

    /** Checks that there is a name. */
    public ZoneIdentity {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name of a zone must not be empty");
        }
    }

    /** Returns a zone of which only the name is known. */
    public static ZoneIdentity named(String name) {
        return new ZoneIdentity(name, "", "");
    }

    /** Returns the zone as users are shown it: {@code us-east-1a (use1-az1)}, or the name where no ID is known. */
    public String display() {
        return id.isEmpty() ? name : name + " (" + id + ")";
    }
}
