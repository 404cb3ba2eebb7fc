package io.zonekeeper.controllers.framework;

import io.zonekeeper.kube.config.OperatorConfig;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Lease by which replicas elect their leader, as one that stops gives it back.
 *
 * <p>The operator framework leaves it to expire: the others would wait for {@code leaseDuration}.
 */
public final class LeaderLease {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLease.class);

    private final KubernetesClient client;
    private final OperatorConfig config;
    private final String identity;

    /**
     * Creates one.
     *
     * @param identity the name under which this process is elected
     */
    public LeaderLease(KubernetesClient client, OperatorConfig config, String identity) {
        this.client = client;
        this.config = config;
        this.identity = identity;
    }

    /**
     * Gives it back where this process holds it, so that another one leads at its next try.
     *
     * <p>Nothing may act as leader any more when this is called. One that another process holds by now is left alone.
     */
    public void release() {
        try {
            Lease held = client.leases()
                    .inNamespace(config.namespace())
                    .withName(config.leaderElection().leaseName())
                    .get();
            if (held == null || !identity.equals(held.getSpec().getHolderIdentity())) {
                return;
            }
            // With the version that was read: not one that was taken in between.
            client.resource(new LeaseBuilder(held)
                            .editSpec()
                            .withHolderIdentity("")
                            .withLeaseDurationSeconds(1)
                            .endSpec()
                            .build())
                    .update();
            LOG.atInfo().addKeyValue("identity", identity).log("leadership released");
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("leadership could not be released: it expires");
        }
    }
}
