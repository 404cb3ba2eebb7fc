package io.zonekeeper.controllers.zonedservice.children;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.children.ChildInformer;
import io.zonekeeper.controllers.children.ChildMaker;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.kube.apply.ApplyResult;
import io.zonekeeper.kube.apply.TemplateCheck;
import io.zonekeeper.kube.objects.Owner;
import io.zonekeeper.manifests.stacks.PodTemplate;
import io.zonekeeper.manifests.stacks.StackManifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the Deployment or StatefulSet of a service in each zone, and keeps its number of pods as planned also where the
 * rest of it is refused.
 *
 * <ol>
 *   <li>The stack is applied as planned.
 *   <li>Where the API server does not take it, a stack that is there gets its number of pods alone: the template that
 *       it has was accepted once, and pods of it are what a move or a scale needs now.
 *   <li>One that is not there is made of the template that most of the other stacks have.
 * </ol>
 *
 * <p>Invariant: what the first apply ended with is what is reported, whatever came of the rest.
 */
final class StackMaker {
    private static final Logger LOG = LoggerFactory.getLogger(StackMaker.class);

    private static final int MOST_PROBLEMS = 3;

    /** Answers of the API server by which it is the stack itself that it does not take. */
    private static final Set<Reason> REFUSED = Set.of(AnyReason.REJECTED, AnyReason.FORBIDDEN);

    private final Owner owner;
    private final ChildMaker maker;
    private final ChildInformer<? extends HasMetadata, ZonedService> stacks;
    private final StackManifest manifest;
    private final TemplateRevisions revisions;
    private final Standing standing;
    private final Map<String, Refusal> refusedTemplates = new HashMap<>();

    /**
     * What the stacks of a service are made of now.
     *
     * @param templates by zone, the template that its stack was last given
     * @param revisions those that stacks refer to
     * @param inPlace zones that replace their pods in place, for there is no room for one more
     */
    record Standing(Map<String, PodTemplate> templates, Set<String> revisions, Set<String> inPlace) {}

    /**
     * Creates a maker for one service.
     *
     * @param stacks its Deployments or StatefulSets
     * @param standing what they are made of now
     */
    StackMaker(
            Owner owner,
            ChildMaker maker,
            ChildInformer<? extends HasMetadata, ZonedService> stacks,
            StackManifest manifest,
            TemplateRevisions revisions,
            Standing standing) {
        this.owner = owner;
        this.maker = maker;
        this.stacks = stacks;
        this.manifest = manifest;
        this.revisions = revisions;
        this.standing = standing;
    }

    /** Returns by zone why its stack did not get another template. */
    Map<String, Refusal> refusedTemplates() {
        return Map.copyOf(refusedTemplates);
    }

    /**
     * Makes the stack of a zone.
     *
     * @param template what its pods are made of
     * @param slot the zone's
     * @return what came of it
     */
    ApplyResult<?> make(StackPlan stack, PodTemplate template, OptionalInt slot) {
        ApplyResult<?> result = explained(apply(stack, template, slot), template);
        refused(result)
                .filter(why -> withoutTemplate(stack, template, slot))
                .ifPresent(why -> refusedTemplates.put(stack.zone().name(), why));
        return result;
    }

    /**
     * Returns why the API server does not take a stack as it is; what may pass on its own, or is contested, does not
     * count.
     */
    private static Optional<Refusal> refused(ApplyResult<?> result) {
        return switch (result) {
            case ApplyResult.Refused<?>(Refusal why) -> Optional.of(why).filter(r -> REFUSED.contains(r.reason()));
            case ApplyResult.Failed<?>(Refusal why, boolean passes, KubernetesClientException cause) ->
                Optional.of(why).filter(r -> !passes);
            case ApplyResult.Overridden<?> overridden -> Optional.empty();
            case ApplyResult.Applied<?> applied -> Optional.empty();
            case ApplyResult.Unchanged<?> unchanged -> Optional.empty();
        };
    }

    private ApplyResult<?> apply(StackPlan stack, PodTemplate template, OptionalInt slot) {
        if (!template.fitsAnnotation()) {
            revisions.store(owner, template, standing.revisions());
        }
        boolean oneByOne = standing.inPlace().contains(stack.zone().name());
        return maker.make(stacks, owner, manifest.render(stack.zone(), slot, stack.replicas(), template, oneByOne));
    }

    /** Does what can be done without the template, and returns whether there is another one that continues instead. */
    private boolean withoutTemplate(StackPlan stack, PodTemplate refused, OptionalInt slot) {
        String zone = stack.zone().name();
        Optional<PodTemplate> other = Optional.ofNullable(standing.templates().get(zone))
                .filter(known -> !known.revision().equals(refused.revision()))
                .or(() -> standing.templates().containsKey(zone) ? Optional.empty() : commonOtherThan(refused));
        try {
            if (standing.templates().containsKey(zone)) {
                maker.scale(stacks, owner, StackManifest.name(owner.name(), stack.zone()), stack.replicas());
            } else {
                other.ifPresent(template -> apply(stack, template, slot));
            }
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("service", owner.namespace() + "/" + owner.name())
                    .addKeyValue("zone", zone)
                    .addKeyValue("cause", e.getMessage())
                    .log("the number of pods cannot be set either");
        }
        return other.isPresent();
    }

    /** The API server names fields of the child; a user wrote the template. */
    private static <T extends HasMetadata> ApplyResult<T> explained(ApplyResult<T> result, PodTemplate template) {
        if (result instanceof ApplyResult.Refused<T>(Refusal refusal) && refusal.reason() == AnyReason.REJECTED) {
            List<String> problems = TemplateCheck.problems(template.tree());
            if (!problems.isEmpty()) {
                return new ApplyResult.Refused<>(new Refusal(
                        refusal.reason(),
                        "%s: %s"
                                .formatted(
                                        refusal.message(),
                                        problems.stream().limit(MOST_PROBLEMS).collect(Collectors.joining("; ")))));
            }
        }
        return result;
    }

    private Optional<PodTemplate> commonOtherThan(PodTemplate refused) {
        Map<String, Integer> counts = new HashMap<>();
        standing.templates().values().forEach(template -> counts.merge(template.revision(), 1, Integer::sum));
        return standing.templates().values().stream()
                .filter(template -> !template.revision().equals(refused.revision()))
                .max(Comparator.<PodTemplate>comparingInt(template -> counts.get(template.revision()))
                        .thenComparing(PodTemplate::revision));
    }
}
