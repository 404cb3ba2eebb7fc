package io.zonekeeper.core.reasons;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A machine-readable reason, as it is in conditions, refusals, Events and the label {@code reason} of metrics. Each
 * kind of objects has an enum of its own, whose constants have a {@link Meaning}.
 */
public interface Reason {
    /** Returns the name of the constant. */
    String name();

    /** Returns the reason in CamelCase, as the API has it. */
    default String word() {
        return Words.of(name());
    }

    /** Returns the reason of a word that is no constant, as the name of an action. */
    static Reason named(String word) {
        return new Named(word);
    }

    /**
     * Returns the reason that a status has: the constant of this word, or a reason that another version had.
     *
     * @param declared the constants that it may be
     */
    static Reason read(String word, Reason... declared) {
        return Stream.of(declared)
                .filter(reason -> reason.word().equals(word))
                .findFirst()
                .orElseGet(() -> named(word));
    }

    /** Returns the reasons that objects of a kind may have besides {@link AnyReason}, by kind. */
    static Map<String, List<Reason>> byKind() {
        Map<String, List<Reason>> reasons = new LinkedHashMap<>();
        reasons.put("ZonedService", List.of(ServiceReason.values()));
        reasons.put("Zone", List.of(ZoneReason.values()));
        reasons.put("ZoneHealthPolicy", List.of(PolicyReason.values()));
        reasons.put("ZonalProxy", List.of(ProxyReason.values()));
        reasons.put("MongoCluster", List.of(MongoReason.values()));
        reasons.put("MultiAZDatabase", List.of(DatabaseReason.values()));
        reasons.put("ZoneFailover", List.of(FailoverReason.values()));
        return reasons;
    }

    /**
     * A reason that is no constant.
     *
     * @param word it
     */
    record Named(String word) implements Reason {
        @Override
        public String name() {
            return word;
        }
    }

    /** The words of constants, made once: conditions are compared with every reconcile. */
    final class Words {
        private static final Set<String> ACRONYMS = Set.of("ARC", "AWS", "AZ");
        private static final Map<String, String> ALL = new ConcurrentHashMap<>();

        private Words() {}

        private static String of(String constant) {
            return ALL.computeIfAbsent(
                    constant,
                    name -> Arrays.stream(name.split("_", -1))
                            .map(part -> ACRONYMS.contains(part)
                                    ? part
                                    : part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining()));
        }
    }
}
