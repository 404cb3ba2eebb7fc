package io.zonekeeper.cli.listing;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.core.audit.facts.ControllerFact;
import io.zonekeeper.core.audit.facts.DisruptionBudget;
import io.zonekeeper.core.audit.facts.NodeFact;
import io.zonekeeper.core.audit.facts.ObjectName;
import io.zonekeeper.core.audit.facts.PodSelector;
import io.zonekeeper.core.audit.facts.ServiceFact;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;

/** Reads the other objects of a cluster. */
final class ObjectReading {
    private static final long DEFAULT_PODS = 110;

    private ObjectReading() {}

    /** Returns a node; empty where it has no zone. */
    static Optional<NodeFact> node(Node node) {
        return NodeReading.traits(node).map(traits -> {
            Map<String, Quantity> has = Optional.ofNullable(node.getStatus())
                    .map(status -> status.getAllocatable())
                    .orElse(Map.of());
            return new NodeFact(
                    traits,
                    PodRequests.amount(has),
                    has.containsKey("pods")
                            ? PodRequests.number(has.get("pods")).longValue()
                            : DEFAULT_PODS);
        });
    }

    /** Returns 36 for a kubelet v1.36.3, and 0 where that cannot be read. */
    static int minor(Node node) {
        return Optional.ofNullable(node.getStatus())
                .map(status -> status.getNodeInfo())
                .map(info -> info.getKubeletVersion())
                .map(version -> version.replaceAll("^v?1\\.([0-9]{1,4}).*$", "$1"))
                .filter(minor -> minor.matches("[0-9]{1,4}"))
                .map(Integer::valueOf)
                .orElse(0);
    }

    /** Returns an object that makes pods. */
    static ControllerFact controller(HasMetadata object, Integer replicas) {
        return new ControllerFact(
                ObjectName.apps(
                        object.getKind(),
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName()),
                // The API server's default.
                Objects.requireNonNullElse(replicas, 1),
                controller(object));
    }

    static ControllerFact daemonSet(DaemonSet set) {
        return controller(
                set,
                Optional.ofNullable(set.getStatus())
                        .map(DaemonSetStatus::getDesiredNumberScheduled)
                        .orElse(0));
    }

    /** Returns the controller of an object; empty for none. */
    static Optional<ObjectName> controller(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .findFirst()
                .map(reference -> new ObjectName(
                        group(reference),
                        reference.getKind(),
                        Objects.requireNonNullElse(object.getMetadata().getNamespace(), ""),
                        reference.getName()));
    }

    private static String group(OwnerReference reference) {
        String version = Objects.requireNonNullElse(reference.getApiVersion(), "");
        return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
    }

    static ServiceFact service(Service service) {
        ServiceSpec spec = Objects.requireNonNullElseGet(service.getSpec(), ServiceSpec::new);
        return new ServiceFact(
                service.getMetadata().getNamespace(),
                service.getMetadata().getName(),
                Optional.ofNullable(spec.getSelector())
                        .filter(selector -> !selector.isEmpty())
                        .map(PodSelector::of),
                "ExternalName".equals(spec.getType()),
                "None".equals(spec.getClusterIP()),
                Boolean.TRUE.equals(spec.getPublishNotReadyAddresses()),
                "Local".equals(spec.getInternalTrafficPolicy()),
                Optional.ofNullable(spec.getTrafficDistribution()));
    }

    /** Returns a budget; empty where it has no selector and so applies to nothing. */
    static Optional<DisruptionBudget> budget(PodDisruptionBudget budget) {
        return Optional.ofNullable(budget.getSpec())
                .filter(spec -> spec.getSelector() != null)
                .map(spec -> new DisruptionBudget(
                        budget.getMetadata().getNamespace(),
                        budget.getMetadata().getName(),
                        PodReading.selector(spec.getSelector()),
                        text(spec.getMinAvailable()),
                        text(spec.getMaxUnavailable()),
                        "AlwaysAllow".equals(spec.getUnhealthyPodEvictionPolicy()),
                        status(budget)));
    }

    private static Optional<DisruptionBudget.Status> status(PodDisruptionBudget budget) {
        Optional<PodDisruptionBudgetStatus> status = Optional.ofNullable(budget.getStatus());
        boolean current = status.map(PodDisruptionBudgetStatus::getObservedGeneration)
                .filter(seen -> budget.getMetadata().getGeneration() == null
                        || seen >= budget.getMetadata().getGeneration())
                .isPresent();
        return status.filter(found -> current)
                .map(found -> new DisruptionBudget.Status(
                        count(found.getDisruptionsAllowed()),
                        count(found.getCurrentHealthy()),
                        count(found.getDesiredHealthy())));
    }

    private static int count(Integer number) {
        return Objects.requireNonNullElse(number, 0);
    }

    private static Optional<String> text(IntOrString value) {
        return Optional.ofNullable(value)
                .map(number -> number.getIntVal() != null ? "" + number.getIntVal() : number.getStrVal());
    }
}
