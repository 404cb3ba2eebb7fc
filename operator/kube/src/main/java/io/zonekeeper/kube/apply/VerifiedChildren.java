package io.zonekeeper.kube.apply;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;

/**
 * Remembers which children were found to be as desired, so that a change of their status alone costs no comparison of
 * all fields.
 *
 * <p>Most events of a child are status changes: they leave its generation and metadata as they are. The memory is
 * bounded, and what is forgotten is only compared again.
 */
final class VerifiedChildren {
    private static final int MOST = 50_000;

    private final Map<String, State> states = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, State> eldest) {
            return size() > MOST;
        }
    });

    /** Returns whether a child was found to be as desired and was not touched since, but for its status. */
    boolean contains(HasMetadata child, String desired) {
        return State.of(child, desired).equals(states.get(child.getMetadata().getUid()));
    }

    /** Returns whether a child was found to be as was desired then, and was not touched since, but for its status. */
    boolean contains(HasMetadata child) {
        State known = states.get(child.getMetadata().getUid());
        return known != null && State.of(child, known.desired()).equals(known);
    }

    /** Notes that a child is as desired. */
    void add(HasMetadata child, String desired) {
        states.put(child.getMetadata().getUid(), State.of(child, desired));
    }

    private record State(String desired, String version, int metadata) {
        static State of(HasMetadata child, String desired) {
            ObjectMeta metadata = child.getMetadata();
            return new State(
                    desired,
                    // Kinds without a generation, as Service: any write counts.
                    metadata.getGeneration() == null
                            ? metadata.getResourceVersion()
                            : metadata.getGeneration().toString(),
                    Objects.hash(metadata.getLabels(), annotations(metadata), metadata.getOwnerReferences()));
        }

        /** But for those of the deployment controller, which counts its revisions there. */
        private static int annotations(ObjectMeta metadata) {
            return metadata.getAnnotations() == null
                    ? 0
                    : metadata.getAnnotations().entrySet().stream()
                            .filter(annotation -> !annotation.getKey().startsWith("deployment.kubernetes.io/"))
                            .mapToInt(Map.Entry::hashCode)
                            .sum();
        }
    }
}
