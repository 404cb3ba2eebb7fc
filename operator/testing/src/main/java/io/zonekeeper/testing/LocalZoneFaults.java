package io.zonekeeper.testing;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Faults of a {@link LocalCluster}.
 *
 * <p>What was done is remembered by the name the caller used; hack/cluster takes names and IDs alike, and undoing twice
 * does no harm. Where nothing was broken nothing is run.
 */
final class LocalZoneFaults implements ZoneFaults {
    private final String cluster;
    private final Set<String> dark = new LinkedHashSet<>();
    private final Map<String, Halted> mute = new LinkedHashMap<>();
    private final Set<String> removed = new LinkedHashSet<>();
    private final Set<String> added = new LinkedHashSet<>();

    LocalZoneFaults(String cluster) {
        this.cluster = cluster;
    }

    @Override
    public void kill(String zone) {
        dark.add(zone);
        run("kill-zone", zone);
    }

    /** A process that stands still renews no lease, and the kernel still takes connections for it. */
    @Override
    public void mute(String zone) {
        for (JsonNode known : LocalCluster.status(cluster).path("zones")) {
            if (known.path("name").asText().equals(zone)) {
                mute.put(zone, Halted.of(known.path("kwokPid").asLong()));
            }
        }
    }

    @Override
    public void heal(String zone) {
        if (dark.isEmpty() && mute.isEmpty()) {
            return;
        }
        Halted halted = mute.remove(zone);
        if (halted != null) {
            halted.close();
        }
        run("heal-zone", zone);
        dark.remove(zone);
    }

    @Override
    public void remove(String zone) {
        run("remove-zone", zone);
        dark.remove(zone);
        if (!added.remove(zone)) {
            removed.add(zone);
        }
    }

    @Override
    public void add(String zone, String id, int nodes) {
        run("add-zone", zone + "=" + id, "--nodes", Integer.toString(nodes));
        if (!removed.remove(zone)) {
            added.add(zone);
        }
    }

    @Override
    public void undo() {
        Set.copyOf(removed).forEach(zone -> {
            run("add-zone", zone);
            removed.remove(zone);
        });
        Set.copyOf(added).forEach(this::remove);
        Set.copyOf(dark).forEach(this::heal);
        Set.copyOf(mute.keySet()).forEach(this::heal);
    }

    private void run(String... words) {
        LocalCluster.hackCluster(cluster, words).runOrFail();
    }
}
