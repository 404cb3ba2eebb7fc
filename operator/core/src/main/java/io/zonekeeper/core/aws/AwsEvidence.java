package io.zonekeeper.core.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.zonekeeper.core.aws.Statement.Source;
import io.zonekeeper.core.aws.Statement.Weight;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Signal;

/**
 * What AWS reports, as evidence for the judge: of each zone how many sources were heard lately, and how many of them
 * count against it.
 *
 * <p>AWS' own status came 20 to 100 minutes late in real incidents (docs/aws.md), so it is one witness at most: alone
 * it makes a zone Suspect.
 */
public final class AwsEvidence {
    private AwsEvidence() {}

    /**
     * What a source last said.
     *
     * @param statements of all zones
     * @param age time since it was heard
     */
    public record Heard(List<Statement> statements, Duration age) {
        /** Copies the list. */
        public Heard {
            statements = List.copyOf(statements);
        }
    }

    /**
     * Returns the observations of the zones; none where no source was heard within the limit.
     *
     * @param heard the sources that are in use
     * @param zones names of the zones whose labels AWS agrees with
     * @param limit age from which a source says nothing
     */
    public static List<Observation> observations(Map<Source, Heard> heard, Collection<String> zones, Duration limit) {
        List<Heard> fresh = heard.values().stream()
                .filter(source -> source.age().compareTo(limit) <= 0)
                .toList();
        if (fresh.isEmpty()) {
            return List.of();
        }
        Duration oldest =
                fresh.stream().map(Heard::age).max(Duration::compareTo).orElse(Duration.ZERO);
        List<Observation> observations = new ArrayList<>();
        for (String zone : zones) {
            int against = Math.toIntExact(fresh.stream()
                    .filter(source -> source.statements().stream()
                            .anyMatch(said -> said.zone().equals(zone) && said.weight() == Weight.EVIDENCE))
                    .count());
            observations.add(new Observation(zone, Signal.AWS, fresh.size(), against, oldest));
        }
        return observations;
    }
}
