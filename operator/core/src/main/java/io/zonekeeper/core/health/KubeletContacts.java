package io.zonekeeper.core.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which kubelets are tried, and what the tries show: the second witness of silence.
 *
 * <ol>
 *   <li>A zone with a silent node is suspected: all its nodes are tried. Of every other zone a few are, as controls: if
 *       those do not answer either, the trouble is where the tries come from.
 *   <li>The zone that the tries come from is not accused, for a witness looks from outside. It is tried where it is
 *       suspected, for its silent nodes that answer are not to be counted against it, and where there are no two other
 *       zones that can be tried, for else there would be no control.
 *   <li>Only nodes that answered before count, and not those that died alone.
 *   <li>A node does not answer when two tries in a row failed. One that is heard to renew its lease since it ceased to
 *       answer is alive: it is the way to it that fails, and it counts as answering.
 *   <li>Where silent nodes do not answer, the zone's other nodes are counted as well: in a dark zone they do not answer
 *       either, where many nodes went at once the rest of the zone speaks for it.
 * </ol>
 */
public final class KubeletContacts {
    /** Nodes of a zone that is not suspected that are tried. */
    private static final int CONTROLS = 3;

    private static final int FAILURES_IN_A_ROW = 2;

    private KubeletContacts() {}

    /**
     * What is known of one node.
     *
     * @param node its name
     * @param zone the name of its zone
     * @param silent whether its lease was not renewed in time
     * @param diedAlone whether it died while its zone lived on
     * @param proven whether its kubelet ever answered
     * @param failuresInARow tries since the last one that was answered
     * @param failingFor time since the first of these failed
     * @param sinceRenewal time since its lease was last seen to change; empty where that was never seen
     * @param age time since the last try ended
     */
    public record Contact(
            String node,
            String zone,
            boolean silent,
            boolean diedAlone,
            boolean proven,
            int failuresInARow,
            Duration failingFor,
            Optional<Duration> sinceRenewal,
            Duration age) {

        private boolean counts() {
            return proven && !diedAlone;
        }

        /** Returns whether the node is alive for all we hear, and yet did not answer. */
        public boolean aliveButUnreachable() {
            return failuresInARow > 0
                    && !silent
                    && sinceRenewal
                            .filter(since -> since.compareTo(failingFor) < 0)
                            .isPresent();
        }

        private boolean answersNot() {
            return failuresInARow >= FAILURES_IN_A_ROW && !aliveButUnreachable();
        }
    }

    /** Returns the names of the nodes to be tried now; none where no node is silent. */
    public static Set<String> wanted(Collection<Contact> contacts, Optional<String> vantage) {
        Set<String> wanted = new HashSet<>();
        chosen(contacts, vantage).values().forEach(ofZone -> ofZone.forEach(contact -> wanted.add(contact.node())));
        return wanted;
    }

    /**
     * Returns what the tries show, for each zone of which nodes that count are tried; nothing where no node is silent.
     *
     * @param vantage the zone that the tries come from, if known
     */
    public static List<Observation> observe(Collection<Contact> contacts, Optional<String> vantage) {
        List<Observation> observations = new ArrayList<>();
        chosen(contacts, vantage).forEach((zone, tried) -> observe(zone, tried).ifPresent(observations::add));
        return observations;
    }

    private static Map<String, List<Contact>> chosen(Collection<Contact> contacts, Optional<String> vantage) {
        Set<String> suspected = new HashSet<>();
        Set<String> outside = new HashSet<>();
        for (Contact contact : contacts) {
            if (contact.silent() && !contact.diedAlone()) {
                suspected.add(contact.zone());
            }
            if (contact.counts() && !vantage.equals(Optional.of(contact.zone()))) {
                outside.add(contact.zone());
            }
        }
        Map<String, List<Contact>> chosen = new TreeMap<>();
        if (suspected.isEmpty()) {
            return chosen;
        }
        Map<String, Integer> controls = new HashMap<>();
        for (Contact contact : contacts) {
            String zone = contact.zone();
            boolean needed = !vantage.equals(Optional.of(zone)) || outside.size() < 2;
            if (suspected.contains(zone)
                    || (needed && contact.counts() && controls.merge(zone, 1, Integer::sum) <= CONTROLS)) {
                chosen.computeIfAbsent(zone, z -> new ArrayList<>()).add(contact);
            }
        }
        return chosen;
    }

    private static Optional<Observation> observe(String zone, List<Contact> tried) {
        List<Contact> counted = tried.stream().filter(Contact::counts).toList();
        List<Contact> silent = counted.stream().filter(Contact::silent).toList();
        boolean suspected = tried.stream().anyMatch(contact -> contact.silent() && !contact.diedAlone());
        boolean theyAnswer = silent.stream().noneMatch(Contact::answersNot);
        List<Contact> asked = suspected && theyAnswer ? silent : counted;
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        int failures = (int) asked.stream().filter(Contact::answersNot).count();
        Duration age = asked.stream().map(Contact::age).max(Duration::compareTo).orElse(Duration.ZERO);
        return Optional.of(new Observation(zone, Signal.KUBELETS, asked.size(), failures, age));
    }
}
