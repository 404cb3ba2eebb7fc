package io.zonekeeper.app;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.testing.Chart;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * What a role of the chart lets the operator do to a resource.
 *
 * @param namespace where; empty for everywhere
 * @param role the role's name
 * @param resource with its subresource and group: {@code pods/eviction}, {@code deployments.apps}
 * @param names of the only objects it is for; empty for all
 * @param verbs what it may do
 */
record ChartPermission(
        Optional<String> namespace, String role, String resource, SortedSet<String> names, SortedSet<String> verbs) {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    /** Copies the sets. */
    ChartPermission {
        names = new TreeSet<>(names);
        verbs = new TreeSet<>(verbs);
    }

    /** Returns what the chart binds to the operator's ServiceAccount, with values as for {@code helm --set}. */
    static List<ChartPermission> of(String values) {
        List<HasMetadata> objects = Stream.of(Chart.render(values).split("(?m)^---.*$", -1))
                .filter(document -> document.contains("kind: Role") || document.contains("kind: ClusterRole"))
                .map(document -> YAML.<HasMetadata>unmarshal(document))
                .toList();
        Set<String> bound = objects.stream()
                .filter(object -> subjects(object).stream()
                        .anyMatch(subject -> subject.getName().equals("zonekeeper")))
                .map(binding -> roleRef(binding).getName())
                .collect(Collectors.toSet());
        return objects.stream()
                .filter(object -> bound.contains(object.getMetadata().getName()))
                .flatMap(role -> rules(role).stream().flatMap(rule -> permissions(role, rule)))
                .toList();
    }

    private static Stream<ChartPermission> permissions(HasMetadata role, PolicyRule rule) {
        return rule.getApiGroups().stream()
                .flatMap(group -> rule.getResources().stream()
                        .map(resource -> new ChartPermission(
                                Optional.ofNullable(role.getMetadata().getNamespace()),
                                role.getMetadata().getName(),
                                group.isEmpty() ? resource : resource + "." + group,
                                new TreeSet<>(rule.getResourceNames()),
                                new TreeSet<>(rule.getVerbs()))));
    }

    private static List<PolicyRule> rules(HasMetadata object) {
        return switch (object) {
            case Role role -> role.getRules();
            case ClusterRole role -> role.getRules();
            default -> List.of();
        };
    }

    private static List<Subject> subjects(HasMetadata object) {
        return switch (object) {
            case RoleBinding binding -> binding.getSubjects();
            case ClusterRoleBinding binding -> binding.getSubjects();
            default -> List.of();
        };
    }

    private static RoleRef roleRef(HasMetadata binding) {
        return binding instanceof RoleBinding of ? of.getRoleRef() : ((ClusterRoleBinding) binding).getRoleRef();
    }
}
