package io.zonekeeper.web.http;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.web.http.Access.Decision;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Asks the API server: a TokenReview, and a SubjectAccessReview for every kind that the page shows. */
public final class ApiTokenReviewer implements TokenReviewer {
    private static final List<Class<? extends HasMetadata>> SHOWN = List.of(
            Zone.class,
            ZonedService.class,
            ZoneFailover.class,
            ZonalProxy.class,
            MongoCluster.class,
            MultiAZDatabase.class);

    private final KubernetesClient client;
    private final Set<String> namespaces;

    /**
     * Creates one.
     *
     * @param namespaces whose objects are shown; empty for all
     */
    public ApiTokenReviewer(KubernetesClient client, Set<String> namespaces) {
        this.client = client;
        this.namespaces = Set.copyOf(namespaces);
    }

    @Override
    public Decision review(String token) {
        TokenReview review = client.resource(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .endSpec()
                        .build())
                .create();
        if (review.getStatus() == null
                || !Boolean.TRUE.equals(review.getStatus().getAuthenticated())) {
            return new Decision.Unauthenticated("the cluster does not accept the token, or it has expired");
        }
        UserInfo user = review.getStatus().getUser();
        return SHOWN.stream()
                .flatMap(kind -> places(kind).stream().map(place -> missing(user, kind, place)))
                .flatMap(Optional::stream)
                .findFirst()
                .<Decision>map(
                        missing -> new Decision.Forbidden("%s may not %s; the ClusterRole view has this permission"
                                .formatted(user.getUsername(), missing)))
                .orElseGet(Decision.Granted::new);
    }

    private Collection<Optional<String>> places(Class<? extends HasMetadata> kind) {
        return namespaces.isEmpty() || !Namespaced.class.isAssignableFrom(kind)
                ? List.of(Optional.empty())
                : namespaces.stream().map(Optional::of).toList();
    }

    /** Returns what a user may not do; empty where listing a kind is permitted. */
    private Optional<String> missing(UserInfo user, Class<? extends HasMetadata> kind, Optional<String> namespace) {
        String group = HasMetadata.getGroup(kind);
        String resource = HasMetadata.getPlural(kind);
        var answer = client.resource(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user.getUsername())
                        .withUid(user.getUid())
                        .withGroups(user.getGroups())
                        .withExtra(extra(user))
                        .withNewResourceAttributes()
                        .withGroup(group)
                        .withResource(resource)
                        .withVerb("list")
                        .withNamespace(namespace.orElse(null))
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .create();
        return answer.getStatus() != null
                        && Boolean.TRUE.equals(answer.getStatus().getAllowed())
                ? Optional.empty()
                : Optional.of("list %s.%s %s"
                        .formatted(
                                resource,
                                group,
                                namespace.map(name -> "in namespace " + name).orElse("in all namespaces")));
    }

    private static Map<String, List<String>> extra(UserInfo user) {
        return Optional.ofNullable(user.getExtra()).orElse(Map.of()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
