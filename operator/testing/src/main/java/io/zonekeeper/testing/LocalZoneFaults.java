package io.zonekeeper.testing;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Faults of a {@link LocalCluster}.
 *
 * <p>What was done is remembered by the name the caller used; hack/cluster takes names and IDs alike, and undoing twice
 * does no harm.
 */
final class LocalZoneFaults implements ZoneFaults {
    private final String cluster;
    private final Set<String> dark = new LinkedHashSet<>();
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

    @Override
    public void heal(String zone) {
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
    }

    private void run(String... words) {
        LocalCluster.hackCluster(cluster, words).runOrFail();
    }
}
