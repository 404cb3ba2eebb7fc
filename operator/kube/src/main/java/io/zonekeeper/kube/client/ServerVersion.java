package io.zonekeeper.kube.client;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.VersionInfo;

/** What the API server's version has; asked once, when first needed. */
public final class ServerVersion {
    /** Kubernetes 1.34 is the first with {@code trafficDistribution: PreferSameZone} on by default (KEP-3015). */
    private static final int FIRST_MINOR_WITH_PREFER_SAME_ZONE = 34;

    private final KubernetesClient client;
    private volatile Boolean preferSameZone;

    /** Creates a reader of a server's version. */
    public ServerVersion(KubernetesClient client) {
        this.client = client;
    }

    /** Returns whether Services may say PreferSameZone; older servers know it as PreferClose. */
    public boolean hasPreferSameZone() {
        Boolean known = preferSameZone;
        if (known == null) {
            VersionInfo version = client.getKubernetesVersion();
            int minor = Integer.parseInt(version.getMinor().replaceAll("\\D.*", ""));
            known = Integer.parseInt(version.getMajor()) > 1 || minor >= FIRST_MINOR_WITH_PREFER_SAME_ZONE;
            preferSameZone = known;
        }
        return known;
    }
}
