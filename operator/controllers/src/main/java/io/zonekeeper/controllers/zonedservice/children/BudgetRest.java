package io.zonekeeper.controllers.zonedservice.children;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.disruption.Opening;
import io.zonekeeper.core.disruption.ServiceBudget;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.apply.ChildKind;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.objects.BudgetReading;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;
import io.zonekeeper.manifests.stacks.BudgetManifest;
import io.zonekeeper.manifests.stacks.ServiceFacts;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Leaves the budgets of services as they may stay while no operator runs: one for each, that lets one pod go at a time.
 *
 * <p>It must not run beside an operator that leads: that would close again what it closed for a reason.
 */
public final class BudgetRest {
    private final KubernetesClient client;
    private final ChildApplier applier;

    /** Creates one that writes through a client. */
    public BudgetRest(KubernetesClient client, Clock clock) {
        this.client = client;
        this.applier = new ChildApplier(client, clock);
    }

    /**
     * Opens what is closed, and deletes budgets of single zones.
     *
     * @param namespaces where; empty for everywhere
     * @return the services whose budgets were changed, by namespace and name
     * @throws RuntimeException when that failed for any, after all were tried
     */
    public List<String> rest(Set<String> namespaces) {
        var services = client.resources(ZonedService.class);
        List<ZonedService> all = namespaces.isEmpty()
                ? services.inAnyNamespace().list().getItems()
                : namespaces.stream()
                        .flatMap(namespace -> services.inNamespace(namespace).list().getItems().stream())
                        .toList();
        var outcome = new Outcome();
        List<String> changed = all.stream()
                .filter(BudgetFacts::kept)
                .filter(service -> rested(service, outcome))
                .map(ServiceFacts::key)
                .toList();
        outcome.throwFailure();
        return changed;
    }

    private boolean rested(ZonedService service, Outcome outcome) {
        Owner owner = Owner.of(service);
        List<PodDisruptionBudget> budgets = client
                .policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(owner.namespace())
                .withLabel(Labels.SERVICE, owner.name())
                .list()
                .getItems()
                .stream()
                .filter(owner::owns)
                .toList();
        List<PodDisruptionBudget> ofZones = budgets.stream()
                .filter(budget -> ServiceFacts.zoneOf(budget).isPresent())
                .toList();
        Optional<PodDisruptionBudget> ofService = budgets.stream()
                .filter(budget -> ServiceFacts.zoneOf(budget).isEmpty())
                .findFirst();
        boolean asStated = BudgetReading.maximum(
                        BudgetManifest.maxUnavailable(service.getSpec().disruption()))
                .none();
        boolean closed =
                ofService.filter(budget -> !BudgetReading.fact(budget).open()).isPresent();
        if (ofZones.isEmpty() && (!closed || asStated)) {
            return false;
        }
        ServiceBudget rest = new ServiceBudget(
                        asStated ? Opening.CLOSED : Opening.ONE,
                        ofService
                                .map(budget -> BudgetReading.without(budget, Labels.ZONE))
                                .orElseGet(TreeSet::new))
                .covering(ofZones.stream()
                        .flatMap(budget -> ServiceFacts.zoneOf(budget).stream())
                        .toList());
        outcome.attempt(() -> applier.apply(
                ChildKind.POD_DISRUPTION_BUDGET,
                owner,
                new BudgetManifest(owner, service.getSpec()).render(rest),
                ofService));
        // Only when the pods have another budget.
        if (outcome.clean()) {
            ofZones.forEach(budget -> outcome.tryTo(() -> applier.delete(ChildKind.POD_DISRUPTION_BUDGET, budget)));
        }
        return true;
    }
}
