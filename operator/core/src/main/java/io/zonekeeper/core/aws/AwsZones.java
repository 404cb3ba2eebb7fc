package io.zonekeeper.core.aws;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The availability zones of a region as the operator's AWS account names them; local and wavelength zones are left out.
 *
 * <p>The same name means other zones in other accounts, so everything that AWS reports by ID is read by this map.
 */
public final class AwsZones {
    /** No zone is known. */
    public static final AwsZones NONE = new AwsZones(List.of());

    private final Map<String, AwsZone> byName = new TreeMap<>();
    private final Map<String, AwsZone> byId = new TreeMap<>();

    private AwsZones(Collection<AwsZone> zones) {
        zones.stream().filter(AwsZone::proper).forEach(zone -> {
            byName.put(zone.name(), zone);
            if (!zone.id().isEmpty()) {
                byId.put(zone.id(), zone);
            }
        });
    }

    /** Returns the map of these zones. */
    public static AwsZones of(Collection<AwsZone> zones) {
        return new AwsZones(zones);
    }

    /** Returns the zones, ordered by name. */
    public List<AwsZone> zones() {
        return List.copyOf(byName.values());
    }

    /** Returns the zone with this name or ID. */
    public Optional<AwsZone> find(String nameOrId) {
        return Optional.ofNullable(byName.get(nameOrId)).or(() -> Optional.ofNullable(byId.get(nameOrId)));
    }

    /**
     * Returns the one zone that a text names, by name or ID as a whole word; empty where it names none or several: a
     * text that names several may tell where it is well.
     */
    Optional<AwsZone> theOneIn(String text) {
        List<AwsZone> named = byName.values().stream()
                .filter(zone -> names(text, zone.name()) || names(text, zone.id()))
                .toList();
        return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
    }

    private static boolean names(String text, String word) {
        return !word.isEmpty()
                && Pattern.compile("(?<![A-Za-z0-9-])" + Pattern.quote(word) + "(?![A-Za-z0-9])")
                        .matcher(text)
                        .find();
    }
}
