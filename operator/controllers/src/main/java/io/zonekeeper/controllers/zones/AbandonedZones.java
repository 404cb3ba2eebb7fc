package io.zonekeeper.controllers.zones;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.zonekeeper.controllers.loop.Inquiry;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which zones without nodes no service has anything in.
 *
 * <ol>
 *   <li>That a cache has no nodes of a zone is not enough: the API server is asked, at most once a minute, for nodes of
 *       the zone and for stacks there that have or ask for pods.
 *   <li>What it answered holds until it is asked again; a zone that has nodes by then is not among those asked for, and
 *       one of which it does not answer is not abandoned.
 * </ol>
 */
final class AbandonedZones {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedZones.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    /** A list is answered within it where the API server is well; a later answer counts at the next check. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Inquiry<Set<String>> inquiry;
    private final LongSupplier nanoTime;
    private Set<String> asked = Set.of();
    private Set<String> found = Set.of();
    private long at;
    /** What is being asked for. */
    private volatile Set<String> asking = Set.of();

    /**
     * Creates it.
     *
     * @param abandoned asks the API server whether a zone has neither nodes nor pods of a service
     * @param late called when an answer came that was not waited for
     */
    AbandonedZones(Predicate<String> abandoned, LongSupplier nanoTime, Runnable late) {
        this.inquiry = new Inquiry<>("abandoned-zones", () -> ask(abandoned), late);
        this.nanoTime = nanoTime;
    }

    /** Returns whether a zone is known to be abandoned. */
    boolean contains(String zone) {
        return found.contains(zone);
    }

    /**
     * Asks where it is time to.
     *
     * @param empty the zones of which no node is known and that limits are about
     * @return whether another set of zones is known to be abandoned now
     */
    boolean look(Set<String> empty) {
        boolean fresh = nanoTime.getAsLong() - at < EVERY.toNanos();
        if (fresh && asked.containsAll(empty)) {
            return keep(empty);
        }
        if (asking.isEmpty()) {
            asking = Set.copyOf(empty);
        }
        Optional<Set<String>> answer = inquiry.take(PATIENCE);
        Set<String> now = new TreeSet<>(answer.orElse(Set.of()));
        if (answer.isPresent()) {
            at = nanoTime.getAsLong();
            asked = asking;
            asking = Set.of();
        }
        now.stream()
                .filter(zone -> !found.contains(zone))
                .forEach(zone -> LOG.atInfo()
                        .addKeyValue("zone", zone)
                        .log("the zone has no nodes and no service has pods there: limits no longer count it"));
        boolean other = !now.equals(found);
        found = Set.copyOf(now);
        return other;
    }

    /** What cannot be read is not known, and is asked again when it is time to. */
    private Set<String> ask(Predicate<String> abandoned) {
        try {
            return asking.stream().filter(abandoned).collect(Collectors.toSet());
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("cause", e.getMessage())
                    .log("stacks of services in a zone without nodes cannot be read");
            return Set.of();
        }
    }

    /** A zone that is no longer asked for has to be asked for again when it is. */
    private boolean keep(Set<String> empty) {
        Set<String> left = new TreeSet<>(found);
        left.retainAll(empty);
        asked = Set.copyOf(empty);
        boolean other = left.size() != found.size();
        found = Set.copyOf(left);
        return other;
    }
}
