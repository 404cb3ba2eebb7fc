package io.zonekeeper.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** SECURITY.md says what the rendered chart permits the operator, and its sentences hold. */
class PermissionsPageIT {
    private static final Path PAGE = Path.of("../../SECURITY.md");
    private static final String BEGIN = "<!-- Generated from the chart by PermissionsPageIT; do not edit. -->\n";
    private static final String END = "<!-- End of what is generated. -->\n";
    private static final String NAMESPACE = "`zonekeeper-system`";
    private static final List<String> SWITCHES =
            List.of("mongo.enabled", "proxies.enabled", "failover.enabled", "web.enabled");

    /**
     * What may be done to a resource.
     *
     * @param where the role's namespace, or what a ClusterRole is for
     * @param resource with its group
     */
    private record Permission(String where, String resource) implements Comparable<Permission> {
        @Override
        public int compareTo(Permission other) {
            return (where + resource).compareTo(other.where + other.resource);
        }
    }

    @Test
    void byDefaultNoSecretIsReadAndNoPodIsMade() {
        SortedMap<Permission, Set<String>> permissions = permissions("");
        assertThat(permissions.keySet()).extracting(Permission::resource).doesNotContain("secrets", "configmaps");
        assertThat(permissions.entrySet())
                .filteredOn(permission -> permission.getKey().resource().equals("pods"))
                .isNotEmpty()
                .allSatisfy(permission -> assertThat(permission.getValue()).containsExactly("list"));
        assertThat(permissions.values()).allSatisfy(verbs -> assertThat(verbs).doesNotContain("*", "escalate", "bind"));
        assertThat(permissions.keySet())
                .filteredOn(permission -> permission.resource().equals("pods/eviction"))
                .as("its own pods, in its own namespace")
                .singleElement()
                .satisfies(permission -> assertThat(permission.where()).contains(NAMESPACE));
    }

    @Test
    void eachSwitchAddsWhatThePageSaysOfIt() {
        assertThat(permissions("mongo.enabled=true").entrySet())
                .filteredOn(permission -> permission.getKey().resource().equals("secrets"))
                .singleElement()
                .satisfies(permission -> assertThat(permission.getValue()).containsExactly("get"));
        assertThat(permissions("proxies.enabled=true").keySet())
                .extracting(Permission::resource)
                .doesNotContain("secrets");
        assertThat(permissions("proxies.enabled=true").keySet())
                .filteredOn(permission -> permission.resource().equals("pods/eviction"))
                .allSatisfy(permission -> assertThat(permission.where()).contains(NAMESPACE));
        assertThat(permissions("failover.enabled=true").keySet())
                .filteredOn(permission -> permission.resource().equals("pods/eviction"))
                .anySatisfy(permission -> assertThat(permission.where()).doesNotContain(NAMESPACE));
        assertThat(permissions("failover.enabled=true").keySet())
                .extracting(Permission::resource)
                .doesNotContain("secrets", "configmaps");
        assertThat(permissions("web.enabled=true")).isEqualTo(permissions(""));
    }

    @Test
    void theTableIsGenerated() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(page).contains(BEGIN, END);
        String before = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
        GeneratedPage.isCurrent(PAGE, before + table() + page.substring(page.indexOf(END)));
    }

    private static String table() {
        StringBuilder table = new StringBuilder("\n| where | resource | verbs | with |\n|---|---|---|---|\n");
        SortedMap<Permission, Set<String>> always = permissions("");
        append(table, always, Map.of(), "default values");
        SWITCHES.forEach(
                name -> append(table, permissions(name + "=true,web.authentication=token"), always, "`" + name + "`"));
        return table.append('\n').toString();
    }

    private static void append(
            StringBuilder table, Map<Permission, Set<String>> all, Map<Permission, Set<String>> known, String with) {
        all.forEach((permission, verbs) -> {
            Set<String> more = new TreeSet<>(verbs);
            more.removeAll(known.getOrDefault(permission, Set.of()));
            if (!more.isEmpty()) {
                table.append("| %s | `%s` | %s | %s |\n"
                        .formatted(permission.where(), permission.resource(), String.join(", ", more), with));
            }
        });
    }

    private static SortedMap<Permission, Set<String>> permissions(String values) {
        SortedMap<Permission, Set<String>> permissions = new TreeMap<>();
        ChartPermission.of(values)
                .forEach(rule -> permissions
                        .computeIfAbsent(new Permission(where(rule), resource(rule)), any -> new TreeSet<>())
                        .addAll(rule.verbs()));
        return permissions;
    }

    private static String where(ChartPermission rule) {
        return rule.namespace()
                .map("namespace `%s`"::formatted)
                .orElse(rule.role().endsWith("-services") ? "all of `namespaces`" : "the cluster");
    }

    private static String resource(ChartPermission rule) {
        return rule.names().isEmpty() ? rule.resource() : rule.resource() + " " + String.join(", ", rule.names());
    }
}
