package io.zonekeeper.testing;

import java.util.List;

/**
 * What a cluster should look like.
 *
 * @param zones its zones, in order
 * @param nodesPerZone how many nodes each has
 * @param stagger whether lease renewals are spread as in a cluster that grew
 */
record ClusterShape(List<ZoneName> zones, int nodesPerZone, boolean stagger) {
    /** The shape of the shared cluster: what the annotation says when it says nothing. */
    static final ClusterShape SHARED = of(Plain.class.getAnnotation(ZonedCluster.class));

    ClusterShape {
        zones = List.copyOf(zones);
    }

    static ClusterShape of(ZonedCluster annotation) {
        return new ClusterShape(
                List.of(annotation.zones()).stream().map(ZoneName::parse).toList(),
                annotation.nodesPerZone(),
                annotation.stagger());
    }

    /**
     * A zone's two names.
     *
     * @param name as in {@code us-east-1a}
     * @param id as in {@code use1-az1}
     */
    record ZoneName(String name, String id) {
        static ZoneName parse(String pair) {
            int split = pair.indexOf('=');
            if (split < 1 || split == pair.length() - 1) {
                throw new IllegalArgumentException(
                        "'" + pair + "' is no zone: write NAME=ID, as in us-east-1a=use1-az1");
            }
            return new ZoneName(pair.substring(0, split), pair.substring(split + 1));
        }

        @Override
        public String toString() {
            return name + "=" + id;
        }
    }

    @ZonedCluster
    private static final class Plain {}
}
