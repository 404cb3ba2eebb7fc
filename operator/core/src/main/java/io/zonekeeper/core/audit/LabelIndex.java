package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.facts.PodSelector;

/**
 * Finds pods by selectors without a walk over all of them: for each label of a namespace it holds the pods that have
 * it, and a selector is compared with those of its rarest label only.
 */
final class LabelIndex {
    private record Label(String namespace, String key, String value) {}

    private final Map<Label, List<PodFact>> byLabel = new HashMap<>();
    private final Map<String, List<PodFact>> byNamespace = new HashMap<>();

    LabelIndex(List<PodFact> pods) {
        for (PodFact pod : pods) {
            if (!pod.terminating()) {
                byNamespace
                        .computeIfAbsent(pod.namespace(), key -> new ArrayList<>())
                        .add(pod);
                pod.labels()
                        .forEach((key, value) -> byLabel.computeIfAbsent(
                                        new Label(pod.namespace(), key, value), label -> new ArrayList<>())
                                .add(pod));
            }
        }
    }

    List<PodFact> select(String namespace, PodSelector selector) {
        List<PodFact> candidates = selector.labels().entrySet().stream()
                .map(label -> byLabel.getOrDefault(
                        new Label(namespace, label.getKey(), label.getValue()), List.<PodFact>of()))
                .min(Comparator.comparingInt(List::size))
                .orElseGet(() -> byNamespace.getOrDefault(namespace, List.of()));
        return candidates.stream().filter(pod -> selector.matches(pod.labels())).toList();
    }
}
