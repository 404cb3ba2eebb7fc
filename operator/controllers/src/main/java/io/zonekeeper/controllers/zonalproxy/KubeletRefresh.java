package io.zonekeeper.controllers.zonalproxy;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the kubelets of a proxy's pods check its files at once.
 *
 * <p>On its own a kubelet brings a changed ConfigMap into a pod within a minute or so; a changed annotation of the pod
 * makes it do so now. Nothing depends on it: a pod that is not reached gets its file a little later.
 */
final class KubeletRefresh {
    static final String ANNOTATION = "zonekeeper.io/proxy-files";
    private static final Logger LOG = LoggerFactory.getLogger(KubeletRefresh.class);

    private final KubernetesClient client;

    KubeletRefresh(KubernetesClient client) {
        this.client = client;
    }

    void look(Owner owner, String revision) {
        try {
            for (Pod pod : client.pods()
                    .inNamespace(owner.namespace())
                    .withLabel(Labels.SERVICE, owner.name())
                    .list()
                    .getItems()) {
                client.resource(pod)
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(ANNOTATION, revision));
            }
        } catch (KubernetesClientException e) {
            LOG.atInfo()
                    .addKeyValue("proxy", owner.namespace() + "/" + owner.name())
                    .addKeyValue("cause", e.getMessage())
                    .log("pods could not be annotated: kubelets update their files a little later");
        }
    }
}
